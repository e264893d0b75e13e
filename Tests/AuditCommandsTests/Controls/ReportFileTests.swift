import AuditTestSupport
import Basics
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

    @Test
    func `Nothing but a file is replaced, and nothing is written through a link`() throws {
        try TemporaryFolder.with { folder in
            let (target, link) = (folder.path("target"), folder.path("link.csv"))
            try Data("kept".utf8).write(to: URL(filePath: target))
            try FileManager.default.createSymbolicLink(
                atPath: link,
                withDestinationPath: target
            )
            for path in [link, folder.path, "/dev/null", "/dev/full"] {
                for replaces in [true, false] {
                    let file = NewFile(path, replaces: replaces)
                    #expect(throws: CommandFailure.self, "\(path)") { try file.check() }
                    #expect(throws: CommandFailure.self, "\(path)") { try file.write([1]) }
                }
            }
            #expect(try String(contentsOfFile: target, encoding: .utf8) == "kept")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(Set(names) == ["target", "link.csv"])
        }
    }

    @Test
    func `A file that is not finished leaves nothing, and one made meanwhile stays`() throws {
        try TemporaryFolder.with { folder in
            let path = folder.path("a.csv")
            try NewFile(path, replaces: false).draft().sink.write("half")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
            let draft = try NewFile(path, replaces: false).draft()
            try draft.sink.write("ours")
            try Data("theirs".utf8).write(to: URL(filePath: path))
            #expect(throws: CommandFailure.self) { try draft.finish() }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "theirs")
        }
    }

    @Test(arguments: [
        ("a.html", OutputFormat.html), ("b/c.HTM", .html), ("x.md", .markdown), ("y.json", .json),
        ("y.jsonl", .jsonl), ("y.csv", .csv), ("y.b.tsv", .tsv), ("notes.txt", .table),
    ])
    func `The ending of a file's name tells the format`(path: String, format: OutputFormat) throws {
        #expect(try OutputFormat.ending(path) == format)
    }

    @Test(arguments: ["report", "a.html/report", ".html", "", "/"])
    func `A name without an ending tells no format`(path: String) throws {
        #expect(try OutputFormat.ending(path) == nil)
    }

    @Test(arguments: [
        ("x.pdf", "write .html"), ("x.XLSX", "write .csv"), ("x.docx", "pandoc"),
        ("x.yaml", "write .json"), ("x.qqq", "extensions are txt, json"),
    ])
    func `An ending that is no format says what to write`(path: String, hint: String) {
        let fault = #expect(throws: TextFault.self) { try OutputFormat.ending(path) }
        #expect(fault?.description.contains(hint) == true)
    }
}
