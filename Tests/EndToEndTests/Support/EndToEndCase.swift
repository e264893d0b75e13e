import Foundation
import Testing

/// One file of `Cases/`: what is there, what is typed, what comes out.
///
/// `Cases/README.md` tells how one is written.
struct EndToEndCase: Sendable {
    /// A line of the file, and the indented lines below it.
    struct Step: Sendable {
        /// What there is to do.
        enum Action: Sendable {
            /// Puts something in place: a word, its arguments, the indented lines.
            case prepare(String, [String], [String])
            /// Runs a command, and compares.
            case run([String], Expectation)
        }

        var action: Action
        /// The lines of the file that the expectation takes.
        var lines: Range<Int>
    }

    /// What a command has to print, and how it has to end.
    struct Expectation: Hashable, Sendable {
        var output: [String] = []
        var errors: [String] = []
        var status: Int32 = 0
    }

    /// The path below `Cases/`, without its extension.
    var name: String
    var url: URL
    var lines: [String]
    var steps: [Step]
}

extension EndToEndCase: CustomTestStringConvertible {
    var testDescription: String { name }
}

extension EndToEndCase {
    /// The folder of this file's project.
    static let project = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let folder = project.appending(path: "Tests/EndToEndTests/Cases")

    /// The paths of all cases, in order.
    static let paths: [String] = {
        let all = try? FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return (all ?? []).filter { $0.hasSuffix(".txt") }.sorted()
    }()

    /// Reads the case at a path below `Cases/`.
    init(path: String) throws {
        url = Self.folder.appending(path: path)
        name = String(path.dropLast(4))
        lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
        steps = try CaseParser(lines).steps()
    }
}
