import AuditTestSupport
import Basics
import Foundation
import Testing

@testable import AuditCommands

struct PrettyJSONTests {
    @Test
    func `Each member has a line, and empty values stay on theirs`() {
        #expect(
            PrettyJSON.text(#"{"a":1,"b":{"c":[true,null,{}],"d":[]},"e":"x"}"#) == """
                {
                  "a": 1,
                  "b": {
                    "c": [
                      true,
                      null,
                      {}
                    ],
                    "d": []
                  },
                  "e": "x"
                }
                """
        )
    }

    @Test
    func `Numbers keep their spelling`() {
        let text = PrettyJSON.text(#"{"n":[1.0,1e400,-0,12345678901234567890]}"#)
        for number in ["1.0", "1e400", "-0", "12345678901234567890"] {
            #expect(text.contains("    \(number)"))
        }
    }

    @Test(arguments: HostileText.all)
    func `No text in it reaches the terminal`(text: String) throws {
        let json = try JSONSerialization.data(withJSONObject: [text: [text]])
        let pretty = PrettyJSON.text(String(decoding: json, as: UTF8.self))
        for scalar in pretty.unicodeScalars where scalar != "\n" {
            #expect(!scalar.isUnsafeToShow)
        }
        // And it is still the same JSON.
        let read = try JSONSerialization.jsonObject(with: Data(pretty.utf8)) as? [String: [String]]
        #expect(read?.first?.key.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
        #expect(read?.first?.value.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
    }

    @Test
    func `Invalid JSON is made safe, too`() {
        #expect(PrettyJSON.text("\u{1b}[2J{") == "\\u{1b}[2J{")
    }
}
