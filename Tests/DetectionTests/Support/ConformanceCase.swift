import CloudTrail
import Foundation
import Testing

/// One case of `Conformance/sigma.jsonl`.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    enum Expectation: Sendable {
        /// The rules are rejected.
        case rejected
        /// The rule matches the event, or not.
        case matches(event: String, Bool)
        /// The correlation holds these events.
        case holds(events: [String], Set<String>)
    }

    var name: String
    var basis: String
    var rules: String
    var expectation: Expectation

    var testDescription: String { "\(name) [\(basis)]" }

    private static let file = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Conformance/sigma.jsonl")

    /// All cases; `allCasesAreRead` notices when there are fewer.
    static let all: [ConformanceCase] = {
        guard let data = try? Data(contentsOf: file) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            (try? JSONValue(parsing: line)).flatMap(ConformanceCase.init)
        }
    }()

    private init?(_ value: JSONValue) {
        guard let name = value["name"]?.string, let basis = value["basis"]?.string,
            let rules = value["rules"]?.string, let expected = value["expected"]
        else { return nil }
        (self.name, self.basis, self.rules) = (name, basis, rules)
        if expected.string == "reject" {
            expectation = .rejected
        } else if let event = value["event"], let matches = expected.boolean {
            expectation = .matches(event: event.json, matches)
        } else if let events = value["events"]?.elements {
            expectation = .holds(
                events: events.map(\.json),
                Set(expected.elements.compactMap(\.string))
            )
        } else {
            return nil
        }
    }
}
