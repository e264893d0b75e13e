import Foundation

@testable import AuditCommands

/// Runs a case, step after step, and gathers what is not as expected.
struct CaseRun: ~Copyable {
    /// A command that did something else.
    struct Difference: CustomStringConvertible {
        var command: [String]
        var lines: Range<Int>
        var expected: EndToEndCase.Expectation
        var found: EndToEndCase.Expectation

        var description: String {
            "$ audit \(command.joined(separator: " "))\nexpected\n"
                + Self.text(expected).joined(separator: "\n") + "\nfound\n"
                + Self.text(found).joined(separator: "\n")
        }

        /// An expectation as a case writes it.
        static func text(_ text: EndToEndCase.Expectation) -> [String] {
            func marked(_ mark: String, _ lines: [String]) -> [String] {
                lines.map { $0.isEmpty ? mark : "\(mark) \($0)" }
            }
            return marked("|", text.output) + marked("!", text.errors)
                + (text.status == 0 ? [] : ["= \(text.status)"])
        }
    }

    private let folder: CaseFolder
    private var layout = TableLayout(width: nil, color: false)
    private var height: Int?
    private var environment: [String: String]
    private var now: Int64 = 1_773_057_600
    private(set) var differences: [Difference] = []

    init() throws {
        folder = try CaseFolder()
        environment = ["AUDIT_DB": folder.resolved("./audit.db")]
    }

    /// Runs the steps.
    ///
    /// - returns: False where the machine lacks something that the case needs.
    mutating func run(_ steps: [EndToEndCase.Step]) throws -> Bool {
        for step in steps {
            switch step.action {
            case .prepare("fails", _, _): continue
            case .prepare("needs", let needs, _):
                guard needs.allSatisfy(Self.has) else { return false }
            case .prepare(let word, let arguments, let content):
                if set(word, arguments) { continue }
                guard try folder.prepare(word, arguments, content) else {
                    throw CaseParser.Failure(description: "nothing is called '\(word)'")
                }
            case .run(let command, let expected):
                let found = run(command)
                let isSame =
                    found.status == expected.status
                    && ExpectedText.matches(found.output, expected.output)
                    && ExpectedText.matches(found.errors, expected.errors)
                guard !isSame else { continue }
                differences.append(
                    Difference(
                        command: command,
                        lines: step.lines,
                        expected: expected,
                        found: found
                    )
                )
            }
        }
        return true
    }

    private static func has(_ need: String) -> Bool {
        switch need {
        case "user": return geteuid() != 0
        case "linux":
            #if os(Linux)
            return true
            #else
            return false
            #endif
        default: return false
        }
    }

    /// Changes what the commands have around them; false where the word does not.
    private mutating func set(_ word: String, _ arguments: [String]) -> Bool {
        switch word {
        case "terminal":
            let size = arguments.first?.split(separator: "x").map { Int($0) } ?? []
            layout = TableLayout(
                width: size.first ?? nil,
                color: arguments.contains("colour")
            )
            height = size.count > 1 ? size[1] : nil
        case "variable": environment[arguments[0]] = folder.resolved(arguments[1])
        case "now": now = (try? TimeExpression(arguments[0], Clock(now: 0)))?.lowerBound ?? now
        default: return false
        }
        return true
    }

    private func run(_ command: [String]) -> EndToEndCase.Expectation {
        let console = Console(
            output: .inMemory(),
            errors: .inMemory(),
            now: now,
            environment: environment,
            layout: layout,
            errorWidth: nil,
            handlesInterrupts: false,
            height: height
        )
        let status = AuditCommand.run(command.map { folder.resolved($0) }, console)
        let errors = ExpectedText.lines(folder.shortened(console.errors.text))
        return .init(
            output: ExpectedText.lines(folder.shortened(console.output.text)),
            errors: errors.filter { !$0.hasPrefix("This is a debug build") },
            status: status
        )
    }
}
