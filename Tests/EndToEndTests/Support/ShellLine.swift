/// The commands `audit` of a line that a guide shows, as a shell would split it.
///
/// What else a line runs, such as a build before it, is left out.
struct ShellLine {
    /// One command, and what the shell does with its output: `| jq .`, `> FILE` or nothing.
    struct Command {
        var arguments: [String]
        var tail: String
    }

    private(set) var commands: [Command] = []

    init(_ line: String) throws {
        var head = ""
        var tail = ""
        var quote: Character?
        var rest = Substring(line)
        while let character = rest.first {
            if quote == nil, rest.hasPrefix("  #") { break }
            if quote == nil, rest.hasPrefix("&&") || character == ";" {
                try add(head, tail)
                (head, tail) = ("", "")
                rest.removeFirst(character == ";" ? 1 : 2)
                continue
            }
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            }
            if !tail.isEmpty || quote == nil && (character == "|" || character == ">") {
                tail.append(character)
            } else {
                head.append(character)
            }
            rest.removeFirst()
        }
        try add(head, tail)
    }

    private mutating func add(_ head: String, _ tail: String) throws {
        let words = try CaseParser.words(head)
        guard let program = words.first, program == "audit" || program.hasSuffix("/audit")
        else { return }
        commands.append(Command(arguments: Array(words.dropFirst()), tail: tail))
    }
}
