import AuditTestSupport
import Detection
import Foundation
import Testing

@testable import AuditCommands

struct RuleSelectionTests {
    private static let rule = """
        title: A rule of ours
        logsource: {product: aws}
        detection: {a: {eventName: CreateUser}, condition: a}
        """

    @Test
    func `Builtin rules come with those that are named, unless they are left out`() throws {
        try TemporaryFolder.with { folder in
            let path = folder.path("ours.yml")
            try Self.rule.write(toFile: path, atomically: true, encoding: .utf8)
            let alone = try RuleSetOptions.parse([]).load(declared: [:])
            #expect(alone.rules.count > 100)
            #expect(alone.rules.allSatisfy { $0.header.file.hasPrefix("builtin/") })
            #expect(alone.rules.allSatisfy { $0.header.isBuiltin })
            let both = try RuleSetOptions.parse(["--rules", path]).load(declared: [:])
            #expect(both.rules.count == alone.rules.count + 1)
            let ours = try RuleSetOptions.parse(["--rules", path, "--no-builtin-rules"]).load(
                declared: [:])
            #expect(ours.rules.map(\.header.title) == ["A rule of ours"])
            let named = try RuleSetOptions.parse(["--rules", "builtin", "--no-builtin-rules"])
                .load(declared: [:])
            #expect(named.files == alone.files)
        }
    }

    @Test
    func `The index is notified of builtin rules by name, and finds them by it`() throws {
        let selection = RuleSelection(paths: ["/a/../ours"], hasBuiltin: true)
        #expect(selection.remembered == ["builtin", "/ours"])
        #expect(
            RuleSelection(paths: selection.remembered, hasBuiltin: false)
                == RuleSelection(paths: ["/ours"], hasBuiltin: true)
        )
        #expect(RuleSelection(paths: ["/ours"], hasBuiltin: false).remembered == ["/ours"])
    }

    @Test
    func `A slip in the only path does not pass for a choice of the builtin rules`() throws {
        try TemporaryFolder.with { folder in
            for path in [folder.path, folder.path("nowhere.yml")] {
                let options = try RuleSetOptions.parse(["--rules", path])
                let error = #expect(throws: CommandFailure.self) { try options.load(declared: [:]) }
                #expect(error?.status == .usage)
                #expect(error?.message.contains(path) == true)
            }
            let error = #expect(throws: CommandFailure.self) {
                try RuleSetOptions.parse(["--no-builtin-rules"]).load(declared: [:])
            }
            #expect(error?.status == .usage)
            #expect(error?.message.contains("--rules") == true)
        }
    }

    /// The folder that builtin rules come from.
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Queries/alerts")

    @Test
    func `Without their tests, builtin rules are what their files say`() throws {
        let selection = RuleSelection(paths: [], hasBuiltin: true)
        let quick = try selection.load(declared: [:])
        #expect(quick.tests.isEmpty)
        let files = try RuleSelection.builtinFiles.map { file in
            let path = Self.folder.appending(path: file.name.dropFirst("builtin/".count)).path
            let bytes = try #require(FileManager.default.contents(atPath: path))
            return RuleFile(name: file.name, bytes: Array(bytes))
        }
        let whole = RuleLoader().load(paths: [], builtin: files)
        #expect(quick.files == whole.files)
        // Content hashes are among what a header says.
        #expect(quick.rules == whole.rules)
        #expect(quick.correlations == whole.correlations)
        #expect(quick.filters == whole.filters)
        #expect(quick.rejected == whole.rejected)
        #expect(whole.tests.count > 100)
        #expect(try selection.load(declared: [:], needsTests: true).tests == whole.tests)
    }

    @Test
    func `Every builtin rule is the file of the repository`() throws {
        let folder = Self.folder
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".yml") }
        let files = RuleSelection.builtinFiles
        #expect(Set(files.map(\.name)) == Set(names.map { "builtin/\($0)" }))
        for file in files {
            let path = folder.appending(path: file.name.dropFirst("builtin/".count)).path
            let bytes = try #require(FileManager.default.contents(atPath: path))
            #expect(Array(bytes) == file.bytes, "\(file.name)")
        }
    }
}
