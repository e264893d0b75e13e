import AuditTestSupport
import Foundation
import SecurityArchitecture
import Testing

/// The table in the guide Derived fields agrees with `FactField`.
struct FactArticleTests {
    @Test
    func `The article has the table of the fields`() throws {
        let article = Articles.url("DerivedFields")
        let expected = Self.table
        let found = try GeneratedTable("fields", in: article).lines(writing: expected)
        #expect(found == expected)
    }

    private static var table: [String] {
        ["", "| field | type | meaning | example | basis |"]
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
                    #expect(
                        field.provenances.contains(facts.provenance(of: field, in: event)),
                        "\(field)"
                    )
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
