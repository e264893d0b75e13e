import Basics
import Foundation
import Testing

/// The one JSON writer.
struct JSONTextTests {
    @Test(arguments: [
        ("", "\"\""), ("a\nb\tc\rd", #""a\nb\tc\rd""#), ("\u{8}\u{c}", #""\b\f""#),
        ("\u{0}\u{b}\u{1b}\u{1f}", #""\u0000\u000b\u001b\u001f""#),
        (#"a\b"c/"#, #""a\\b\"c/""#), ("\u{7f}\u{2028}\u{e0041}", "\"\u{7f}\u{2028}\u{e0041}\""),
        ("é e\u{301} 日本 🔐", "\"é e\u{301} 日本 🔐\""),
    ])
    func `Canonical strings are those of RFC 8785`(text: String, json: String) {
        #expect(Array(JSONText.quoted(text, .canonical).utf8) == Array(json.utf8))
    }

    @Test(arguments: [
        ("\u{8}\n", #""\b\n""#), ("\u{7f}\u{2028}", #""\u007f\u2028""#),
        ("\u{e0041}", #""\udb40\udc41""#), (#"a\b"c/ é"#, #""a\\b\"c/ é""#),
    ])
    func `What is printed moves no cursor and hides no text`(text: String, json: String) {
        #expect(JSONText.quoted(text) == json)
    }

    @Test
    func `A parser reads back the very same text`() throws {
        let scalars = (0..<0x250).compactMap(Unicode.Scalar.init)
        let text = String(String.UnicodeScalarView(scalars))
        for escaping in [JSONText.Escaping.canonical, .terminal] {
            let json = JSONText.quoted(text, escaping)
            let read = try JSONDecoder().decode(String.self, from: Data(json.utf8))
            #expect(Array(read.utf8) == Array(text.utf8))
        }
    }

    @Test
    func `Arrays and objects have no space between their tokens`() {
        #expect(JSONText.array([String]()) == "[]")
        #expect(JSONText.array(["a\n", "b"]) == #"["a\n","b"]"#)
        #expect(JSONText.array(of: [JSONText.array(["a"]), "null", "1"]) == #"[["a"],null,1]"#)
        #expect(JSONText.object(["a\"": "1", "b": "[]"]) == #"{"a\"":1,"b":[]}"#)
    }
}
