import CloudTrail
import Testing

/// Text with bytes that no String can hold: each `\u{f700}` to `\u{f7ff}` is the byte of its end.
private func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar -> [UInt8] in
        (0xf700...0xf7ff).contains(scalar.value)
            ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(String(scalar).utf8)
    }
}

/// Faults after which the end of the value is in no doubt.
private let lexicalFaults: [(String, JSONFault.Reason, Int)] = [
    (#""\x""#, .badEscape, 1), (#""a\u12g4""#, .badEscape, 2), (#""\u12""#, .badEscape, 1),
    (#""\U0041""#, .badEscape, 1), (#""\'""#, .badEscape, 1), (#""\é""#, .badEscape, 1),
    ("\"a\nb\"", .controlCharacter, 2), ("\"\t\"", .controlCharacter, 1),
    ("\"\u{0}\"", .controlCharacter, 1), ("\"12345678\u{1f}\"", .controlCharacter, 9),
    ("\"\u{f780}\"", .notUTF8, 1), ("\"\u{f7c3}\"", .notUTF8, 1),
    ("\"\u{f7c0}\u{f7af}\"", .notUTF8, 1),
    ("\"abc\u{f7ed}\u{f7a0}\u{f780}\"", .notUTF8, 4),
    ("\"\u{f7f5}\u{f780}\u{f780}\u{f780}\"", .notUTF8, 1),
    ("\"\u{f7e0}\u{f780}\u{f780}\"", .notUTF8, 1),
    ("\"\u{f7f4}\u{f790}\u{f780}\u{f780}\"", .notUTF8, 1),
    ("\"\u{f7f0}\u{f79f}\u{f798}\"", .notUTF8, 1), ("\"\u{f7ff}\"", .notUTF8, 1),
    ("nul", .badLiteral, 0), ("True", .badLiteral, 0), ("NaN", .badLiteral, 0),
    ("nullx", .badLiteral, 0), ("truefalse", .badLiteral, 0), ("01", .badLiteral, 0),
    ("-", .badLiteral, 0), ("1.", .badLiteral, 0), (".5", .badLiteral, 0), ("1e", .badLiteral, 0),
    ("1e+", .badLiteral, 0), ("+1", .badLiteral, 0), ("--1", .badLiteral, 0),
    ("0x10", .badLiteral, 0), ("1_000", .badLiteral, 0), ("-01", .badLiteral, 0),
    ("1.2.3", .badLiteral, 0), ("Infinity", .badLiteral, 0), ("_", .badLiteral, 0),
]

/// Faults after which nobody can say where the value ends.
private let structuralFaults: [(String, JSONFault.Reason, Int)] = [
    ("{a:1}", .expectedKey, 1), ("{'a':1}", .expectedKey, 1), (#"{1:2}"#, .expectedKey, 1),
    (#"{"a":1,}"#, .expectedKey, 7), (#"{"a" 1}"#, .expectedColon, 5),
    (#"{"a";1}"#, .expectedColon, 4),
    (#"{"a":1 "b":2}"#, .expectedSeparator, 7), (#"{"a":[1 2]}"#, .expectedSeparator, 8),
    (#"{"a":{"b":1]}"#, .expectedSeparator, 11), (#"{"a":[1}]"#, .expectedSeparator, 7),
    (#"{"a":}"#, .expectedValue, 5), (#"{"a":[1,]}"#, .expectedValue, 8),
    (#"{"a":[,1]}"#, .expectedValue, 6),
    (#"{"a":;}"#, .expectedValue, 5), (#"{"a":"x"y"}"#, .expectedSeparator, 8),
    ("{\"a\":1\u{b}}", .expectedSeparator, 6), ("{\u{a0}\"a\":1}", .expectedKey, 1),
    ("{\"a\":1/*c*/}", .expectedSeparator, 6), ("{\"a\":\u{f7ff}}", .expectedValue, 5),
]

struct JSONStrictnessTests {
    private static let time = #""eventTime":"2026-03-07T01:40:05Z""#

    @Test(arguments: lexicalFaults)
    fileprivate func `A word or string that is not JSON rejects its record alone`(
        value: String,
        reason: JSONFault.Reason,
        offset: Int
    ) {
        let event = #"{"eventID":"e1",\#(Self.time)}"#
        let start = #"{"Records":[\#(event),"#
        for (before, after) in [("{\"a\":", ""), ("{\"a\":[{\"b\":", "}]")] {
            let text = bytes("\(start)\(before)\(value)\(after),\(Self.time)},\(event)]}")
            let reading = LogReading(text)
            #expect(reading.ids == ["e1", "e1"])
            #expect(reading.report.damage == nil)
            #expect(
                reading.jsonFaults
                    == [PlacedFault(reason, start.utf8.count + before.utf8.count + offset)]
            )
        }
    }

    @Test(arguments: lexicalFaults)
    fileprivate func `A value alone is as strict`(
        value: String,
        reason: JSONFault.Reason,
        offset: Int
    ) {
        let fault = #expect(throws: JSONFault.self) { try JSONValue(parsing: bytes(value)) }
        #expect(fault?.reason == reason)
        #expect(fault?.offset == offset)
    }

    @Test(arguments: structuralFaults)
    fileprivate func `A bracket or comma out of place has a reason and a place`(
        text: String,
        reason: JSONFault.Reason,
        offset: Int
    ) {
        let fault = #expect(throws: JSONFault.self) { try JSONValue(parsing: bytes(text)) }
        #expect(fault?.reason == reason)
        #expect(fault?.offset == offset)
        #expect(throws: RecordFault.self) { try Event(parsing: bytes(text)) }
        let damage = LogReading(bytes(text)).report.damage
        #expect(damage?.reason == .notJSON(reason))
        #expect(damage?.offset == Int64(offset))
        let inArray = LogReading(bytes("[\(text)]")).report.damage
        #expect(inArray?.reason == .notJSON(reason))
        #expect(inArray?.offset == Int64(offset + 1))
    }

    @Test(arguments: [
        ("[1,2]x", JSONFault.Reason.expectedSeparator, 5), ("{} {}", .expectedSeparator, 3),
        ("1 2", .expectedSeparator, 2), ("", .incomplete, 0), ("  ", .incomplete, 2),
        ("[", .incomplete, 1), ("\"abc", .incomplete, 4), ("\"abc\\", .incomplete, 5),
        ("\"\\u12", .incomplete, 5), ("{\"a\"", .incomplete, 4),
        ("\"\u{f7e2}\u{f782}", .incomplete, 3),
        ("]", .expectedValue, 0), ("tru", .badLiteral, 0), ("12\u{0}", .expectedSeparator, 2),
    ])
    func `A text is one value and nothing else`(
        text: String,
        reason: JSONFault.Reason,
        offset: Int
    ) {
        let fault = #expect(throws: JSONFault.self) { try JSONValue(parsing: bytes(text)) }
        #expect(fault?.reason == reason)
        #expect(fault?.offset == offset)
    }

    @Test(arguments: [
        #"{\#(time)} x"#, #"{\#(time)}{\#(time)}"#, #"{\#(time)},"#, #"{\#(time)"#, "", "x",
    ])
    func `One record is one record`(text: String) {
        let fault = #expect(throws: RecordFault.self) { try Event(parsing: Array(text.utf8)) }
        guard case .notJSON = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
    }

    @Test
    func `Every prefix of a record is incomplete`() {
        let text = Array(SampleRecord.event(1).utf8)
        for length in 0..<text.count {
            let fault = #expect(throws: JSONFault.self) { try JSONValue(parsing: text[..<length]) }
            #expect(fault?.reason == .incomplete)
            #expect(fault?.offset == length)
        }
    }

    @Test(arguments: [
        #""\"\\\/\b\f\n\r\tA""#, #""é日🔐""#, "\"\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10ffff}\"",
        "0", "-0", "10", "-1.5", "1e5", "1E+5", "9.82222E-5", "123456789012345678901234567890",
        "true", "false", "null", "[]", "{}", "[ ]", "{ }", #""""#, #"{"":0}"#, " \t\r\n1\n",
        #""\ud800""#,
    ])
    func `JSON is accepted`(text: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value.json == text.trimmed)
        let log = #"{"Records":[{"a":\#(text),\#(Self.time)}]}"#
        #expect(LogReading(log).events.first?.value(at: "a")?.json == text.trimmed)
    }

    @Test
    func `Every byte is classified as in JSON, inside and outside of strings`() {
        for byte in UInt8.min...UInt8.max {
            let inString = [UInt8(ascii: "\""), byte, UInt8(ascii: "\"")]
            let isPlain = (0x20..<0x80).contains(byte) && byte != 0x22 && byte != 0x5c
            #expect(((try? JSONValue(parsing: inString)) != nil) == isPlain, "\(byte)")
            let isDigit = (0x30...0x39).contains(byte)
            #expect(((try? JSONValue(parsing: [byte])) != nil) == isDigit, "\(byte)")
            // At each of the eight places of a word that is looked at together.
            for place in 0..<16 {
                var text = Array("\"0123456789ABCDEF\"".utf8)
                text[place + 1] = byte
                #expect(((try? JSONValue(parsing: text)) != nil) == isPlain, "\(byte) at \(place)")
            }
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
