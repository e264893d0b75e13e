import AuditTestSupport
import Foundation
import Testing

/// Whatever the bytes are, the answer is an architecture or a list of problems, and soon.
@Suite struct HostileYAMLTests {
    static let files: [(name: String, bytes: [UInt8])] = [
        ("not UTF-8", Array("guess: ".utf8) + [0xFF, 0xFE, 0x0A]),
        (
            "UTF-16",
            [0xFF, 0xFE] + "guess: true".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        ),
        ("zero bytes", Array(repeating: 0, count: 1000)),
        ("a megabyte of one letter", Array(repeating: UInt8(ascii: "a"), count: 1 << 20)),
        ("two megabytes", Array(repeating: UInt8(ascii: "a"), count: 2 << 20)),
        ("a megabyte of brackets", Array(repeating: UInt8(ascii: "["), count: 1 << 20)),
        ("a megabyte of braces", Array(repeating: UInt8(ascii: "{"), count: 1 << 20)),
        ("a megabyte of dashes", Array(String(repeating: "- ", count: 1 << 19).utf8)),
        ("a megabyte of question marks", Array(String(repeating: "? ", count: 1 << 19).utf8)),
        ("a megabyte of keys", Array((0..<90_000).map { "k\($0): 1\n" }.joined().utf8)),
        (
            "a megabyte of roles",
            Array(("people:\n" + String(repeating: "- 'x y'\n", count: 100_000)).utf8)
        ),
        (
            "deep indentation",
            Array((0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined().utf8)
        ),
        ("control characters", Array("people: \u{7}\n".utf8)),
        ("a bomb of aliases", Array(bomb(levels: 30).utf8)),
        ("a bomb in keys", Array((bomb(levels: 45) + "? *l44\n: 1\n").utf8)),
        ("an alias of itself", Array("people: &a [*a]\n".utf8)),
        ("a list as a key", Array("? [a, b]\n: c\n".utf8)),
        ("tags", Array("people: !!python/object:os.system [a]\n".utf8)),
        ("a set", Array("people: !!set {a, b}\n".utf8)),
        ("a directive", Array("%YAML 9.9\n---\nguess: true\n".utf8)),
        ("many equal patterns", Array(equalPatterns.utf8)),
    ]

    private static func bomb(levels: Int) -> String {
        var text = "l0: &l0 [a, a]\n"
        for level in 1..<levels {
            text += "l\(level): &l\(level) [*l\(level - 1), *l\(level - 1)]\n"
        }
        return text
    }

    private static var equalPatterns: String {
        let stars = String(repeating: "*a", count: 100)
        let one = (0..<1_000).map { "'\(stars)\($0 % 10)*'" }.joined(separator: ", ")
        return "environments: {prod: {secrets: [\(one)]}, dev: {secrets: [\(one)]}}"
    }

    @Test(.timeLimit(.minutes(1)), arguments: files.indices)
    func isAnsweredSoon(index: Int) {
        let clock = ContinuousClock()
        var found: [String] = []
        let time = clock.measure { found = problems(Self.files[index].bytes) }
        #expect(time < .seconds(20), "\(Self.files[index].name)")
        #expect(found.count <= 100)
        #expect(found.allSatisfy { $0.hasPrefix("audit.yaml") && !$0.contains("\n") })
    }

    @Test func damagedSamplesAreAnswered() throws {
        let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appendingPathComponent("SampleLogs/audit.yaml")
        let sample = Array(try Data(contentsOf: file))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<150 {
            var bytes = sample
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            case 1:
                let start = Int.random(in: 0..<bytes.count, using: &random)
                bytes.removeSubrange(start..<min(bytes.count, start + 40))
            case 2:
                for _ in 0..<5 {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                        UInt8.random(in: 0...255, using: &random)
                }
            default:
                for _ in 0..<3 {
                    let marks = Array("[]{}:,&*-?\t\n\"'<>#|".utf8)
                    bytes.insert(
                        marks[Int.random(in: 0..<marks.count, using: &random)],
                        at: Int.random(in: 0..<bytes.count, using: &random)
                    )
                }
            }
            let found = problems(bytes)
            #expect(found.allSatisfy { !$0.contains("\n") })
        }
    }
}
