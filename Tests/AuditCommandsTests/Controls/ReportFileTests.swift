import AuditTestSupport
import Foundation
import Testing

@testable import AuditCommands

/// Into which file a report goes, and in which format.
struct ReportFileTests {
    @Test
    func `A file is never replaced unasked, and is its owner's only`() throws {
        try TemporaryFolder.with { folder in
            let path = folder.path("report.html")
            let file = NewFile(path, replaces: false)
            try file.check()
            try file.write(Array("one".utf8))
            #expect(throws: CommandFailure.self) { try file.check() }
            #expect(throws: CommandFailure.self) { try file.write(Array("two".utf8)) }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "one")
            try NewFile(path, replaces: true).write(Array("three".utf8))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "three")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names == ["report.html"])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test(arguments: [
        ("a.html", ReportFormat.html), ("b/c.HTM", .html), ("x.md", .markdown), ("y.json", .json),
    ])
    func `The ending of a file's name tells the form`(path: String, format: ReportFormat) {
        #expect(ReportFormat(ending: path) == format)
        #expect(ReportFormat(ending: "report") == nil)
        #expect(ReportFormat(ending: "a.html/report") == nil)
    }
}
