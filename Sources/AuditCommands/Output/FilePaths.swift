import AuditIndex

/// The paths of files, looked up when they are printed.
struct FilePaths {
    private let paths: [Int64: String]

    init(_ index: AuditDatabase, isNeeded: Bool) throws {
        paths = isNeeded ? try index.sourcePaths().mapValues(\.description) : [:]
    }

    /// The path of a file, by its number.
    func path(_ number: Int64) -> String? { paths[number] }
}
