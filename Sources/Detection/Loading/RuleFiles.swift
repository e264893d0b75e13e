import Foundation

/// Finds the files that rules are in.
enum RuleFiles {
    private static let fileLimit = 100_000
    private static let depthLimit = 32
    /// A file of documents that each may have a mebibyte.
    static let byteLimit = 64 << 20

    /// The files that a path means: itself, or what is in the folder, by the order of their paths.
    ///
    /// A file that is named is read whatever it is called; in folders only `*.yml` and `*.yaml`.
    static func entries(of path: String) -> [RuleSource] {
        guard let kind = kind(of: path) else {
            return [.problem(RuleProblem(file: path, line: 0, message: "there is no such file"))]
        }
        switch kind {
        case .file: return [.file(path)]
        case .other:
            return [
                .problem(RuleProblem(file: path, line: 0, message: "neither a file nor a folder"))
            ]
        case .folder:
            var entries: [RuleSource] = []
            walk(path, depth: 0, into: &entries)
            return entries
        }
    }

    /// Reads a file, or says why it cannot be.
    static func read(_ path: String) -> Result<[UInt8], RuleProblem> {
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            let data = try handle.read(upToCount: byteLimit + 1) ?? Data()
            guard data.count <= byteLimit else {
                return .failure(
                    RuleProblem(file: path, line: 0, message: "larger than 64 MiB; split the file")
                )
            }
            return .success(Array(data))
        } catch {
            let reason = error.localizedDescription
            return .failure(
                RuleProblem(file: path, line: 0, message: "cannot be read: \(reason)")
            )
        }
    }

    private enum Kind {
        case file, folder, other
    }

    private static func kind(of path: String, followsLinks: Bool = true) -> Kind? {
        var status = stat()
        guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    private static func walk(_ folder: String, depth: Int, into entries: inout [RuleSource]) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            let reason = error.localizedDescription
            entries.append(
                .problem(RuleProblem(file: folder, line: 0, message: "cannot be read: \(reason)"))
            )
            return
        }
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard entries.count < fileLimit else { return }
            guard !name.hasPrefix(".") else { continue }
            let path = base + name
            // A link to a folder could lead round in circles; a link to a file cannot.
            if kind(of: path, followsLinks: false) == .folder {
                if depth < depthLimit { walk(path, depth: depth + 1, into: &entries) }
            } else if isRuleName(name), kind(of: path) == .file {
                entries.append(.file(path))
            }
        }
    }

    private static func isRuleName(_ name: String) -> Bool {
        let lowered = name.lowercased()
        return lowered.hasSuffix(".yml") || lowered.hasSuffix(".yaml")
    }
}
