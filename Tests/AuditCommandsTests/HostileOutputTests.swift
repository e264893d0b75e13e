import AuditTestSupport
import Basics
import Testing

@testable import AuditCommands

struct HostileOutputTests {
    @Test(arguments: HostileText.all, OutputFormat.allCases)
    func `No format lets a control character out of its place`(
        text: String,
        format: OutputFormat
    ) throws {
        let column = OutputColumn(text, title: text)
        let output = try format.rendered(
            [column, OutputColumn("b")],
            [
                [.text(text), .json(JSONText.quoted(text))],
                [.object([(text, .text(text))]), .array([.text(text)])],
            ],
            width: 40
        )
        let unsafe = output.unicodeScalars.filter(\.isUnsafeToShow)
        let separators: Set<Unicode.Scalar> = format == .tsv ? ["\n", "\t"] : ["\n"]
        #expect(Set(unsafe).isSubset(of: separators))
        let lines = output.unicodeScalars.count { $0 == "\n" }
        #expect(lines == [.json: 4, .jsonl: 2, .markdown: 4, .html: 14][format] ?? 3)
        if format == .tsv {
            #expect(output.unicodeScalars.count { $0 == "\t" } == 3)
        }
    }
}
