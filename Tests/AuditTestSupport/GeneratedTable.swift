import Foundation

/// A table of an article that is written from the program, between `<!-- NAME: begin.` and
/// `<!-- NAME: end -->`.
public struct GeneratedTable {
    /// The article lacks the marks of its table.
    public struct MarksMissing: Error {}

    private let article: URL
    private let name: String

    /// Names a table of an article.
    public init(_ name: String, in article: URL) {
        self.name = name
        self.article = article
    }

    /// The lines that stand there; with `AUDIT_WRITE_DOCS` set, others are written in their place.
    public func lines(writing expected: [String]) throws -> [String] {
        var lines = try String(contentsOf: article, encoding: .utf8).components(separatedBy: "\n")
        guard let begin = lines.firstIndex(where: { $0.hasPrefix("<!-- \(name): begin.") }),
            let end = lines.firstIndex(of: "<!-- \(name): end -->"), begin < end
        else { throw MarksMissing() }
        let found = Array(lines[begin + 1..<end])
        if found != expected, ProcessInfo.processInfo.environment["AUDIT_WRITE_DOCS"] != nil {
            lines.replaceSubrange(begin + 1..<end, with: expected)
            try Data(lines.joined(separator: "\n").utf8).write(to: article)
        }
        return found
    }
}
