import AuditTestSupport
import Basics
import Foundation
import Testing

@testable import AuditCommands

struct JSONOutputTests {
    private static let columns = [
        OutputColumn("eventTime"), OutputColumn("eventName"), OutputColumn("audit.denied"),
        OutputColumn("count"), OutputColumn("resources"),
    ]

    private static let rows: [[OutputValue]] = [
        [
            .time(1_772_847_605), .text("GetSecretValue"), .boolean(false), .integer(-3),
            .json("{ \"a\" : [1,\n 2] }"),
        ],
        [.null, .text(""), .boolean(true), .integer(.max), .null],
    ]

    private static let first =
        #"{"eventTime":"2026-03-07T01:40:05Z","eventName":"GetSecretValue","audit.denied":false,"#
        + #""count":-3,"resources":{"a":[1,2]}}"#
    private static let second =
        #"{"eventName":"","audit.denied":true,"count":9223372036854775807}"#

    @Test
    func `JSON Lines has an object a line, and no key for null`() throws {
        let text = try OutputFormat.jsonl.rendered(Self.columns, Self.rows)
        #expect(text == Self.first + "\n" + Self.second + "\n")
    }

    @Test
    func `JSON is one array with an object a line`() throws {
        let text = try OutputFormat.json.rendered(Self.columns, Self.rows)
        #expect(text == "[\n" + Self.first + ",\n" + Self.second + "\n]\n")
    }

    @Test
    func `An empty result is an empty array, or no line`() throws {
        #expect(try OutputFormat.json.rendered(Self.columns, []) == "[]\n")
        #expect(try OutputFormat.jsonl.rendered(Self.columns, []) == "")
    }

    @Test
    func `Nested values are written in their order`() throws {
        let value = OutputValue.object([
            ("z", .integer(1)), ("gone", .null),
            ("a", .array([.null, .text("\""), .boolean(true)])),
            ("e", .object([])), ("\u{1b}", .array([])),
        ])
        #expect(
            try OutputFormat.jsonl.rendered([OutputColumn("k\"")], [[value]])
                == #"{"k\"":{"z":1,"a":[null,"\"",true],"e":{},"\u001b":[]}}"# + "\n"
        )
    }

    @Test(arguments: [
        ("\u{1b}[2J", #""\u001b[2J""#), ("\u{9b}", #""\u009b""#), ("\u{202e}", #""\u202e""#),
        ("\u{2028}", #""\u2028""#), ("\u{e0041}", #""\udb40\udc41""#), ("\u{0}", #""\u0000""#),
        ("\r\n\t", #""\r\n\t""#), (#"a\b"c/"#, #""a\\b\"c/""#), ("Zoë 日本 🔐", "\"Zoë 日本 🔐\""),
        ("", "\"\""), ("\u{7f}", #""\u007f""#), ("\u{feff}", #""\ufeff""#),
    ])
    func `A string is escaped where a terminal is in danger`(string: String, json: String) {
        #expect(JSONText.quoted(string) == json)
    }

    @Test(arguments: HostileText.all)
    func `A parser reads back the very same string`(string: String) throws {
        let value = OutputValue.text(string)
        let text = try OutputFormat.json.rendered([OutputColumn(string)], [[value]])
        let read = try JSONDecoder().decode([[String: String]].self, from: Data(text.utf8))
        let pair = try #require(read.first?.first)
        #expect(Array(pair.key.unicodeScalars) == Array(string.unicodeScalars))
        #expect(Array(pair.value.unicodeScalars) == Array(string.unicodeScalars))
    }

    @Test(arguments: [
        ("{\n  \"a b\" : \"x  y\",\t\"c\":\r\n[ ]}", #"{"a b":"x  y","c":[]}"#),
        (#""a\"  b""#, #""a\"  b""#), (#""a\\" "#, #""a\\""#), (#"["\\\" ", 1]"#, #"["\\\" ",1]"#),
        ("\"\u{202e}\u{9b}\"", #""\u202e\u009b""#), (#""\u001b é""#, #""\u001b é""#),
        (" 1.50e+3 ", "1.50e+3"),
        ("\"\u{e0041}\"", #""\udb40\udc41""#),
        ("[\"日本 🔐\u{9b}é\"\n, \"é\\\\\" ]", "[\"日本 🔐\\u009bé\",\"é\\\\\"]"),
        ("\"\n\t\"", #""\n\t""#), ("", ""),
        ("{\u{feff}}", #"{\ufeff}"#),
    ])
    func `JSON that is there already comes out on one line, its strings as they were`(
        json: String,
        compacted: String
    ) {
        var text = ""
        JSONText.appendCompacted(json, to: &text)
        #expect(text == compacted)
    }

    @Test(arguments: [
        (OutputFormat?.none, true, OutputFormat.table), (nil, false, .jsonl), (.csv, true, .csv),
        (.table, false, .table),
    ])
    func `People get a table and programs JSON Lines, unless notified`(
        asked: OutputFormat?,
        isTerminal: Bool,
        expected: OutputFormat
    ) {
        #expect(OutputFormat.resolve(asked, isTerminal: isTerminal) == expected)
    }
}
