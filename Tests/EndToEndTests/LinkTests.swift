import Foundation
import Testing

/// Links of the README, the guides and the files for contributors lead somewhere.
@Suite struct LinkTests {
    private static let project = EndToEndCase.project

    /// The Markdown files of the project, as paths in it.
    private static let pages: [String] = {
        let manager = FileManager.default
        let folders = [".github", "Sources", "Queries", "Tests", "SampleLogs"].flatMap { folder in
            let names = manager.enumerator(atPath: project.appending(path: folder).path)
            return (names?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
        }
        return ["README.md"] + folders.filter { $0.hasSuffix(".md") }.sorted()
    }()

    @Test(arguments: pages)
    func `Files and headings that a page links to exist`(path: String) throws {
        let page = try MarkdownPage(Self.project.appending(path: path))
        for link in page.links where !link.target.contains(":") {
            let parts = link.target.split(separator: "#", omittingEmptySubsequences: false)
            let folder = page.url.deletingLastPathComponent()
            let file =
                parts[0].isEmpty
                ? page.url : folder.appending(path: String(parts[0])).standardizedFileURL
            let place = "\(path):\(link.line): \(link.target)"
            guard FileManager.default.fileExists(atPath: file.path) else {
                Issue.record("\(place): no such file")
                continue
            }
            guard parts.count > 1 else { continue }
            let anchors = try MarkdownPage(file).anchors
            #expect(anchors.contains(String(parts[1])), "\(place): no such heading")
        }
    }

    @Test(arguments: pages)
    func `A page has no links that only DocC follows`(path: String) throws {
        let page = try MarkdownPage(Self.project.appending(path: path))
        #expect(page.symbolLinks.isEmpty, "\(path), lines \(page.symbolLinks)")
    }

    @Test
    func `The guides' first page links to all others`() throws {
        let first = try MarkdownPage(GuidePage.guides.appending(path: "audit.md"))
        let linked = Set(first.links.map(\.target))
        let guides = try FileManager.default.contentsOfDirectory(atPath: GuidePage.guides.path)
        #expect(guides.filter { $0 != "audit.md" && !linked.contains($0) } == [])
    }
}
