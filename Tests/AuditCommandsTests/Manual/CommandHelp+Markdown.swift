import Foundation

extension CommandHelp {
    private static let width = 120

    /// The abstract without its full stop.
    var abstractText: String {
        let text = abstract ?? ""
        return Self.inline(text.hasSuffix(".") ? String(text.dropLast()) : text)
    }

    /// A section of the article on commands.
    var markdown: [String] {
        var lines = ["", "## \(name)", ""] + Self.wrapped(Self.inline(abstract ?? ""))
        lines += ["", "```"] + usage.components(separatedBy: "\n") + ["```"]
        for part in parts { lines += [""] + part }
        guard !options.isEmpty else { return lines }
        lines += ["", "| option | what it does |", "| --- | --- |"]
        lines += options.map { "| `\($0.spelling)` | \(Self.inline($0.help)) |" }
        return lines
    }

    /// The discussion, paragraph by paragraph.
    private var parts: [[String]] {
        var parts: [[String]] = []
        let paragraphs = (discussion ?? "").split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).split(separator: "")
        for paragraph in paragraphs.map(Array.init) {
            let isIndented = paragraph.allSatisfy { $0.hasPrefix("  ") }
            guard isIndented else {
                parts.append(Self.wrapped(Self.inline(paragraph.joined(separator: " "))))
                continue
            }
            let lines = paragraph.map { String($0.dropFirst(2)) }
            let isExample = lines.allSatisfy { $0.hasPrefix("audit") }
            parts.append(
                isExample
                    ? ["```console"] + lines.map(Self.example) + ["```"]
                    : ["```"] + lines + ["```"]
            )
        }
        return parts
    }

    /// A line of an example, in which what is said of the command is a comment.
    private static func example(_ line: String) -> String {
        "$ " + line.replacing(/( {2,})(\S.*)/) { "\($0.1)# \($0.2)" }
    }

    /// Prose as Markdown: options, variables and patterns are code.
    private static func inline(_ text: String) -> String {
        text.replacing("<", with: "\\<").replacing("|", with: "\\|")
            .replacing(
                /(^|[\s(])(--[a-z][a-z-]*|\$[A-Z_]+|'[^'\s]+'|[^\s(]*\*(?:[^\s),.;:]|\.(?=\w))*)/
            ) {
                "\($0.1)`\($0.2)`"
            }
    }

    /// Lines of at most the width, broken at spaces.
    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

extension CommandHelp.Argument {
    /// How it is written, such as `-q, --quiet` or `--since <time>`.
    var spelling: String {
        let value = valueName ?? ""
        guard let names, !names.isEmpty else { return "<\(value)>\(isRepeating ? " ..." : "")" }
        let spelled = names.sorted { $0.name.count < $1.name.count }
            .map { $0.kind == "long" ? "--\($0.name)" : "-\($0.name)" }
            .joined(separator: ", ")
        return kind == "flag" ? spelled : "\(spelled) <\(value)>"
    }

    /// What it means, its values and its default.
    var help: String {
        var text = abstract ?? ""
        if let allValues, !allValues.isEmpty {
            text += " Values: \(allValues.joined(separator: ", "))."
        }
        if kind != "flag", let defaultValue { text += " Default: \(defaultValue)." }
        return text
    }
}
