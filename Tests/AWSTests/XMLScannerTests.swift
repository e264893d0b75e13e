import AuditTestSupport
import Testing

@testable import AWS

struct XMLScannerTests {
    static func tokens(_ text: String) throws(XMLFault) -> [XMLScanner.Token] {
        var scanner = XMLScanner(Array(text.utf8))
        var tokens: [XMLScanner.Token] = []
        while let token = try scanner.next() { tokens.append(token) }
        return tokens
    }

    @Test(
        arguments: [
            ("<a/>", [.start("a"), .end("a")]),
            ("\u{FEFF}<?xml version=\"1.0\"?>\n<a></a>\n", [.start("a"), .end("a")]),
            (
                #"<a x=">" y='/>'><b z="1"/>t</a>"#,
                [.start("a"), .start("b"), .end("b"), .text("t"), .end("a")]
            ),
            (
                "<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F511;</a>",
                [.start("a"), .text("<&>\"'A🔑"), .end("a")]
            ),
            ("<a>x<![CDATA[<b>&amp;]]>y</a>", [.start("a"), .text("x<b>&amp;y"), .end("a")]),
            ("<a>x<!-- <b> -->y</a>", [.start("a"), .text("x"), .text("y"), .end("a")]),
            (
                "<a>\n <b>ü</b></a >",
                [
                    .start("a"), .text("\n "), .start("b"), .text("ü"), .end("b"), .end("a"),
                ]
            ),
        ] as [(String, [XMLScanner.Token])]
    )
    func `What services write is read`(text: String, expected: [XMLScanner.Token]) throws {
        #expect(try Self.tokens(text) == expected)
    }

    @Test(arguments: [
        "", " ", "text", "<", "<>", "< a/>", "<a", "<a ", "<a>", "<a><b></a></b>", "</a>",
        "<a/><b/>", "<a/>text", "<a>&b;</a>", "<a>&</a>", "<a>&#;</a>", "<a>&#x110000;</a>",
        "<a>&#+65;</a>", "<a>&#xD800;</a>", "<a x=\"", "<a><![CDATA[</a>", "<!-- <a/>",
        "<a <b>/>", "<a / b>", "<!DOCTYPE html><html></html>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a><!ELEMENT b ANY></a>",
        "<html><body><br><p>Bad gateway</body></html>",
    ])
    func `What is not such XML is an error`(text: String) {
        #expect(throws: XMLFault.self) { try Self.tokens(text) }
        #expect(throws: XMLFault.self) { try XMLElement(Array(text.utf8)) }
    }

    @Test
    func `Depth is limited`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(try Self.tokens(nested(XMLScanner.depthLimit)).count == 2 * XMLScanner.depthLimit)
        #expect(throws: XMLFault.self) { try Self.tokens(nested(XMLScanner.depthLimit + 1)) }
    }

    @Test
    func `Invalid UTF-8 is an error`() {
        #expect(throws: XMLFault.self) {
            try XMLElement(Array("<a>".utf8) + [0xC3, 0x28] + Array("</a>".utf8))
        }
    }

    /// Every prefix and many a damaged copy of an answer is read or is an error, and no crash.
    @Test
    func `A damaged answer is read or is an error`() {
        let text = Array(
            "<?xml version=\"1.0\"?><E x='1'><C>a&amp;b</C><!-- c --><D/><F><![CDATA[x]]></F></E>"
                .utf8
        )
        for end in text.indices {
            #expect(throws: XMLFault.self) { try XMLElement(Array(text[..<end])) }
        }
        var random = SeededRandom(seed: 18)
        for _ in 0..<2_000 {
            var damaged = text
            for _ in 0..<3 {
                let index = Int.random(in: damaged.indices, using: &random)
                damaged[index] = UInt8.random(in: 0...255, using: &random)
            }
            if let element = try? XMLElement(damaged) { #expect(!element.name.isEmpty) }
        }
    }

    @Test
    func `An element is found by its name`() throws {
        let text = "<R><E><Code>Throttling</Code><Message>a</Message></E><Id>1</Id></R>"
        let root = try XMLElement(Array(text.utf8))
        #expect(root.name == "R")
        #expect(root["E"]?["Code"]?.text == "Throttling")
        #expect(root["Id"]?.text == "1")
        #expect(root["Code"] == nil)
        #expect(root.children.map(\.name) == ["E", "Id"])
    }
}
