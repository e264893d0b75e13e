import AssessmentTestSupport
import AuditTestSupport
import Basics
import Detection
import Foundation
import FoundationXML
import Testing

@testable import Assessment
@testable import AuditCommands

#if canImport(FoundationXML)
#endif

/// The forms of a report: whole, well-formed, and closed to what logs have in them.
struct ReportFormTests {
    /// What a parser of XML made of a page.
    private final class Page: NSObject, XMLParserDelegate {
        var elements: [String: Int] = [:]
        var identifiers: [String] = []
        var links: [String] = []
        var described: [String] = []
        var values: [String] = []
        var text = ""

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements[name, default: 0] += 1
            values += attributes.values
            if let id = attributes["id"] { identifiers.append(id) }
            if let link = attributes["href"] { links.append(link) }
            if let label = attributes["aria-labelledby"] {
                described += label.split(separator: " ").map(String.init)
            }
        }

        func parser(_ parser: XMLParser, foundCharacters characters: String) {
            text += characters
        }

        static func parsed(_ html: String) -> Page? {
            let page = Page()
            let parser = XMLParser(data: Data(html.utf8))
            parser.delegate = page
            return parser.parse() ? page : nil
        }
    }

    @Test
    func `The page is well-formed, and has nothing from elsewhere`() throws {
        let html = ReportHTML(try SampleReports.incident.get()).text
        let page = try #require(Page.parsed(html))
        #expect(Set(page.identifiers).count == page.identifiers.count)
        #expect(Set(page.described).isSubset(of: page.identifiers))
        #expect(page.links.count == Control.allCases.count)
        #expect(page.links.allSatisfy { page.identifiers.contains(String($0.dropFirst())) })
        for element in ["script", "link", "img", "iframe", "object"] {
            #expect(page.elements[element] == nil)
        }
        #expect(!page.values.contains { $0.contains("//") })
        #expect(!ReportStyle.sheet.text.contains("@import"))
        #expect(!ReportStyle.sheet.text.contains("//"))
        // Every chart has a title and a description for those who do not see it.
        #expect((page.elements["svg"] ?? 0) > 5)
        #expect(page.elements["desc"] == html.components(separatedBy: "role=\"img\"").count - 1)
    }

    @Test(
        arguments: HostileText.all + [
            #""><img src=x onerror=alert(1)>"#, "'><svg onload=alert(1)>",
            "</style><script>x</script>",
            "]]>", "&lt;b&gt;", "-->", "[a](javascript:alert(1))", "`code` | cell | *b*", "![x](y)",
            "```\n# head", "<https://evil.example>", "https://evil.example", "\n\n# head",
        ]
    )
    func `No text of a log becomes anything but text`(text: String) throws {
        let report = SampleReports.hostile(text)
        let plain = ReportHTML(SampleReports.hostile("x")).text
        let page = try #require(Page.parsed(ReportHTML(report).text))
        let expected = try #require(Page.parsed(plain))
        #expect(page.elements == expected.elements)
        #expect(page.identifiers == expected.identifiers)
        #expect(page.text.contains(TerminalText.visible(text)))

        let markdown = ReportMarkdown(report).text
        let terminal = try SampleReports.text(report, width: 60)
        let json = ReportJSON(report).text
        for output in [ReportHTML(report).text, markdown, terminal, json] {
            let unsafe = Set(output.unicodeScalars.filter(\.isUnsafeToShow))
            #expect(unsafe.isSubset(of: ["\n"]))
        }
        // Neither a line nor markup of its own.
        let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).count
        let plainMarkdown = ReportMarkdown(SampleReports.hostile("x")).text
        #expect(
            lines == plainMarkdown.split(separator: "\n", omittingEmptySubsequences: false).count
        )
        for line in markdown.split(separator: "\n") where !line.contains("`") {
            let bare = line.replacing(#/\\./#, with: "")
            #expect(!bare.contains("<") && !bare.contains("[") && !bare.contains("://"))
        }
        #expect(json.count { $0 == "\n" } == 1)
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
        let summary = (object as? [String: Any])?["summary"] as? [String]
        #expect(summary?.first == text)
    }

    @Test
    func `JSON is the same each time, and has every control`() throws {
        let report = try SampleReports.incident.get()
        let json = ReportJSON(report).text
        #expect(ReportJSON(report).text == json)
        #expect(json.hasPrefix(#"{"since":"2026-03-02T00:00:00Z","until":"2026-03-09T00:00:00Z""#))
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        let controls = try #require(object?["controls"] as? [[String: Any]])
        #expect(
            controls.compactMap { $0["control"] as? String } == Control.allCases.map(\.rawValue)
        )
        for control in controls {
            #expect((control["notInCloudTrail"] as? String)?.isEmpty == false)
            #expect(control["verdict"] is String)
        }
    }

    @Test
    func `Every form says of each control what cannot be seen, or where that stands`() throws {
        let report = try SampleReports.incident.get()
        let markdown = ReportMarkdown(report).text
        let page = try #require(Page.parsed(ReportHTML(report).text))
        for control in Control.allCases {
            #expect(page.text.contains(control.unseen))
            #expect(markdown.contains(MarkdownText.plain(control.unseen)))
        }
        #expect(try SampleReports.text(report, width: nil).contains("cannot show"))
    }

    @Test(arguments: [40, 80, 200])
    func `The terminal's form keeps to the width where it can`(width: Int) throws {
        let text = try SampleReports.text(try SampleReports.incident.get(), width: width)
        guard width >= 80 else { return }
        let table = text.split(separator: "\n").prefix { !$0.hasPrefix("Secrets by environment:") }
        #expect(table.allSatisfy { $0.count <= width })
    }

    @Test(arguments: [
        ("a|b", #"a\|b"#), ("*x*", #"\*x\*"#), ("<b>", #"\<b\>"#), ("[a](b)", #"\[a\](b)"#),
        ("https://a.example", #"https\://a.example"#), ("a\nb", #"a\\nb"#),
    ])
    func `Markdown is escaped`(text: String, expected: String) {
        #expect(MarkdownText.plain(text) == expected)
    }

    @Test(arguments: [("a", "`a`"), ("a`b", "`` a`b ``"), ("``", "``` `` ```")])
    func `Code is fenced by more than it has`(text: String, expected: String) {
        #expect(MarkdownText.code(text) == expected)
    }
}
