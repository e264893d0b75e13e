/// Reads the lines of a case.
struct CaseParser {
    /// A line that means nothing.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let lines: [String]
    private var next = 0

    init(_ lines: [String]) { self.lines = lines }

    /// The steps, in order.
    consuming func steps() throws -> [EndToEndCase.Step] {
        var steps: [EndToEndCase.Step] = []
        while next < lines.count {
            let line = lines[next]
            next += 1
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            steps.append(line.hasPrefix("$ ") ? try command(line) : try preparation(line))
        }
        return steps
    }

    private mutating func command(_ line: String) throws -> EndToEndCase.Step {
        let words = try Self.words(String(line.dropFirst(2)))
        guard words.first == "audit" else { throw Failure(description: "no command: \(line)") }
        let start = next
        var expected = EndToEndCase.Expectation()
        while next < lines.count {
            let text = String(lines[next].dropFirst(2))
            switch lines[next].first {
            case "|": expected.output.append(text)
            case "!": expected.errors.append(text)
            case "=":
                guard let status = Int32(text) else {
                    throw Failure(description: "no exit status: \(lines[next])")
                }
                expected.status = status
            default:
                return .init(action: .run(Array(words.dropFirst()), expected), lines: start..<next)
            }
            next += 1
        }
        return .init(action: .run(Array(words.dropFirst()), expected), lines: start..<next)
    }

    private mutating func preparation(_ line: String) throws -> EndToEndCase.Step {
        let words = try Self.words(line)
        let start = next
        var content: [String] = []
        while next < lines.count, lines[next].hasPrefix("    ") {
            content.append(String(lines[next].dropFirst(4)))
            next += 1
        }
        return .init(
            action: .prepare(words[0], Array(words.dropFirst()), content),
            lines: start..<next
        )
    }

    /// The words of a line; quotes of either kind keep spaces, and mean what they say.
    static func words(_ line: String) throws -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open {
                    quote = nil
                } else {
                    word = (word ?? "") + String(character)
                }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { throw Failure(description: "a quote is not closed: \(line)") }
        if let word { words.append(word) }
        return words
    }
}
