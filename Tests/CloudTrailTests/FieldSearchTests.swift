import CloudTrail
import Testing

@Suite struct FieldSearchTests {
    private static func event(_ request: String) throws -> Event {
        let text = #"{"eventTime":"2026-03-07T01:40:05Z","requestParameters":"#
        return try Event(parsing: (text + request + #","userAgent":"SecretARN"}"#).utf8)
    }

    @Test(
        "A text is found at every place of a field, and nowhere else",
        arguments: 0...24
    )
    func everyPlace(padding: Int) throws {
        // Beginnings of the text, and bytes one above its first, lie before it.
        let before = String(String(repeating: "xSecretARSecT", count: 2).prefix(padding))
        for (text, isThere) in [
            ("SecretARN", true), ("SecretAR", false), ("secretARN", false), ("SSecretARN", true),
            ("", false),
        ] {
            let found = try Self.event(#"{"\#(before)":"\#(text)"}"#)
            #expect(found.mayHold("SecretARN", in: .requestParameters) == isThere)
        }
        #expect(try Self.event(#""\#(before)""#).mayHold("\"", in: .requestParameters))
    }

    @Test func escapesMaySpellAnything() throws {
        let escaped = try Self.event(#"{"\u0053ecretARN":"x"}"#)
        #expect(escaped.mayHold("SecretARN", in: .requestParameters))
        #expect(try !Self.event("null").mayHold("SecretARN", in: .requestParameters))
        #expect(try !Self.event("1").mayHold("SecretARN", in: .requestParameters))
    }
}
