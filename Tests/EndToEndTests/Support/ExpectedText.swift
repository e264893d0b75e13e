import Foundation

/// Compares what came out with what a case expects.
enum ExpectedText {
    /// Whether lines are those expected, where `...` stands for any number of them.
    static func matches(_ lines: [String], _ expected: [String]) -> Bool {
        matches(lines[...], expected[...])
    }

    private static func matches(_ lines: ArraySlice<String>, _ wanted: ArraySlice<String>) -> Bool {
        guard let first = wanted.first else { return lines.isEmpty }
        let rest = wanted.dropFirst()
        if first == "..." {
            return (lines.startIndex...lines.endIndex).contains { matches(lines[$0...], rest) }
        }
        guard let line = lines.first, matches(line, first) else { return false }
        return matches(lines.dropFirst(), rest)
    }

    /// Whether a line is the one expected, where `[..]` stands for any text.
    static func matches(_ line: String, _ expected: String) -> Bool {
        let parts = repeated(expected).components(separatedBy: "[..]")
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return line == parts[0]
        }
        guard line.hasPrefix(first) else { return false }
        var rest = line.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.range(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    /// The text with every `{{AB*500}}` written out.
    static func repeated(_ text: String) -> String {
        text.replacing(/\{\{(.+?)\*(\d+)\}\}/) { match in
            String(repeating: String(match.1), count: Int(match.2) ?? 0)
        }
    }

    /// A line that came out, as a case expects it: what differs from run to run is left open.
    static func generalised(_ line: String) -> String {
        line.replacing(/\ in [\d.]+ s \(/, with: " in [..] s (")
            .replacing(/"seconds":[\d.]+/, with: "\"seconds\":[..]")
            .replacing(/audit\.db, [\d.]+ [kM]B$/, with: "audit.db, [..]B")
            .replacing(/"bytes":\d+/, with: "\"bytes\":[..]")
            .replacing(/FILE +BYTE/, with: "FILE[..]BYTE")
    }

    /// The lines of a text that ends with a line.
    ///
    /// - returns: Where the last line has no end, it says so.
    static func lines(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        var lines = text.components(separatedBy: "\n")
        if lines.last == "" {
            lines.removeLast()
        } else {
            lines[lines.count - 1] += "(no end of line)"
        }
        return lines
    }
}
