import Foundation

/// The links and headings of a Markdown file, as a code forge reads them.
struct MarkdownPage {
    struct Link {
        var line: Int
        var target: String
    }

    var url: URL
    private(set) var links: [Link] = []
    /// What a link's `#` can name.
    private(set) var anchors: Set<String> = []
    /// Lines with links that only DocC follows.
    private(set) var symbolLinks: [Int] = []

    init(_ url: URL) throws {
        self.url = url
        let text = try String(contentsOf: url, encoding: .utf8)
        var fence: Substring?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let mark = line.trimmingPrefix { $0 == " " }.prefix { $0 == "`" }
            if let open = fence {
                if mark.count >= open.count { fence = nil }
            } else if mark.count >= 3 {
                fence = mark
            } else {
                read(line, number: index + 1)
            }
        }
    }

    private mutating func read(_ line: Substring, number: Int) {
        if let heading = line.wholeMatch(of: /#{1,6} +(.+)/) {
            add(anchor: Self.anchor(of: String(heading.1)))
        }
        if line.contains("<doc:") || line.contains(/(?:^|[^`])``[^`]/) {
            symbolLinks.append(number)
        }
        for link in line.replacing(/`[^`]*`/, with: "").matches(of: /\]\(([^()\s]+)\)/) {
            links.append(Link(line: number, target: String(link.1)))
        }
    }

    private mutating func add(anchor: String) {
        var name = anchor
        var count = 0
        while !anchors.insert(name).inserted {
            count += 1
            name = "\(anchor)-\(count)"
        }
    }

    /// Letters, digits, `-` and `_` of a heading in lower case, with `-` for each space.
    private static func anchor(of heading: String) -> String {
        let text = heading.replacing(/\[([^\]]*)\]\([^)]*\)/) { String($0.1) }
        return String(
            text.lowercased().compactMap { character -> Character? in
                if character == " " { return "-" }
                let isKept = character.isLetter || character.isNumber || "-_".contains(character)
                return isKept ? character : nil
            }
        )
    }
}
