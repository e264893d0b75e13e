import Foundation

/// The articles of the catalogue.
enum Articles {
    static func url(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "Sources/audit/audit.docc/\(name).md")
    }

    /// The blocks of YAML in an article, each line at its line of the article, all else empty.
    static func yaml(_ name: String) throws -> String {
        var isYAML = false
        let text = try String(contentsOf: url(name), encoding: .utf8)
        return text.components(separatedBy: "\n").map { line in
            guard line.hasPrefix("```") else { return isYAML ? line : "" }
            isYAML = line == "```yaml"
            return ""
        }.joined(separator: "\n")
    }
}
