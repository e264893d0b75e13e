/// A file or folder that could not be taken as it is, and why.
public struct IngestProblem: Hashable, Sendable {
    /// The path, as text; bytes that are not UTF-8 became U+FFFD.
    public var path: String
    /// What is wrong with it, as one clause.
    public var reason: String

    init(path: [UInt8], reason: String) {
        self.path = String(decoding: path, as: UTF8.self)
        self.reason = reason
    }
}
