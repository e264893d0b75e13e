import Foundation
import Testing

/// The map of the code in the README is the code's.
@Suite struct MapTests {
    private static let sources = EndToEndCase.project.appending(path: "Sources")

    private static func readme() throws -> String {
        let url = EndToEndCase.project.appending(path: "README.md")
        return try #require(
            try String(contentsOf: url, encoding: .utf8).components(separatedBy: "## The code").last
        )
    }

    private static func folders() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: sources.path))
    }

    @Test
    func `The README lists the folders of Sources`() throws {
        let listed = try Self.readme().components(separatedBy: "\n")
            .filter { $0.hasPrefix("| `") }
            .flatMap { $0.split(separator: "|")[0].matches(of: /`(\w+)`/).map { String($0.1) } }
        #expect(Set(listed).subtracting(try Self.folders()) == [], "not in Sources")
        #expect(try Self.folders().subtracting(listed) == [], "not in the README")
        #expect(listed.count == Set(listed).count)
    }

    @Test
    func `Modules import what the README's map says`() throws {
        let map = ImportMap(
            try #require(try Self.readme().split(separator: "```").dropFirst().first)
        )
        let folders = try Self.folders()
        #expect(map.names.subtracting(folders) == [], "not in Sources")
        for module in folders.sorted() {
            let imports = try Self.imports(of: module).intersection(folders)
            let allowed = map.reachable(from: module)
            #expect(imports.subtracting(allowed) == [], "\(module) imports, but not on the map")
            let drawn = map.arrows[module] ?? []
            #expect(drawn.subtracting(imports) == [], "on the map, but \(module) imports none")
        }
    }

    /// The modules that a module's files import.
    private static func imports(of module: String) throws -> Set<String> {
        let folder = sources.appending(path: module)
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap {
            $0 as? String
        }
        var imports: Set<String> = []
        for name in names ?? [] where name.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            for line in text.matches(of: /(?m)^(?:@\w+ |package |internal )*import (?:\w+ )?(\w+)/)
            {
                imports.insert(String(line.1))
            }
        }
        return imports
    }
}

/// Arrows between modules, such as `A → B, C → D`: A imports B and C, and C imports D.
private struct ImportMap {
    private(set) var arrows: [String: Set<String>] = [:]

    init(_ text: Substring) {
        for statement in text.split(separator: "\n").flatMap({ $0.split(separator: #/ {2,}/#) }) {
            let steps = statement.split(separator: "→").map { step in
                step.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            }
            for (sources, targets) in zip(steps, steps.dropFirst()) {
                for source in sources { arrows[source, default: []].formUnion(targets) }
            }
        }
    }

    var names: Set<String> { Set(arrows.keys).union(arrows.values.joined()) }

    /// What can be reached by arrows.
    func reachable(from module: String) -> Set<String> {
        var found: Set<String> = []
        var open = Array(arrows[module] ?? [])
        while let next = open.popLast() {
            if found.insert(next).inserted { open += arrows[next] ?? [] }
        }
        return found
    }
}
