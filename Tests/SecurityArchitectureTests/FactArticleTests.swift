import Foundation
import SecurityArchitecture
import Testing

/// The article lists the fields that there are, and says what `FactField` says.
struct FactArticleTests {
    private static let begin = "<!-- fields: begin."
    private static let end = "<!-- fields: end -->"

    @Test
    func `The article has the table of the fields`() throws {
        let article = Articles.url("DerivedFacts")
        var lines = try String(contentsOf: article, encoding: .utf8).components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0.hasPrefix(Self.begin) }) + 1
        let stop = try #require(lines.firstIndex(of: Self.end))
        let found = Array(lines[start..<stop])
        let expected = Self.table
        if found != expected, ProcessInfo.processInfo.environment["AUDIT_WRITE_DOCS"] != nil {
            lines.replaceSubrange(start..<stop, with: expected)
            try Data(lines.joined(separator: "\n").utf8).write(to: article)
        }
        #expect(found == expected)
    }

    private static var table: [String] {
        ["", "| field | type | what it says | for example | known because |"]
            + ["| --- | --- | --- | --- | --- |"]
            + FactField.allCases.map { field in
                let provenances = field.provenances.map(\.rawValue).joined(separator: ", ")
                return "| `\(field.rawValue)` | \(field.type.rawValue) | \(field.meaning) "
                    + "| `\(field.example)` | \(provenances) |"
            } + [""]
    }

    @Test
    func `Values are known as the article says`() throws {
        for architecture in [.guessed, try SampleArchitecture.load()] {
            let classifier = Classifier(architecture)
            for event in SampleArchitecture.incidentWeek {
                let facts = classifier.facts(for: event)
                for field in FactField.allCases {
                    guard let value = facts.value(of: field, in: event), value != .boolean(false)
                    else { continue }
                    #expect(field.provenances.contains(facts.provenance(of: field)), "\(field)")
                    #expect(Self.hasType(value, field.type), "\(field)")
                }
            }
        }
    }

    private static func hasType(_ value: FactValue, _ type: FactField.ValueType) -> Bool {
        switch value {
        case .text: type == .text
        case .boolean: type == .boolean
        case .list: type == .list
        }
    }
}
