import Detection
import Foundation
import Testing

/// The ATT&CK tags of the rules agree with the published matrix.
struct AttackTagTests {
    /// The tactics of each technique, such as `T1098.003`.
    private static let matrix: [String: [String]] = {
        let file = RulePackFiles.cases.appendingPathComponent("attack-techniques.tsv")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        var matrix: [String: [String]] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let columns = line.split(separator: "\t")
            guard columns.count == 2 else { continue }
            matrix[String(columns[0])] = columns[1].split(separator: " ").map(String.init)
        }
        return matrix
    }()

    private static var headers: [RuleHeader] {
        RulePackFiles.set.rules.map(\.header) + RulePackFiles.set.correlations.map(\.header)
    }

    @Test
    func `Each technique is of a tactic of its rule`() {
        #expect(Self.matrix.count > 600)
        for header in Self.headers {
            let tags = header.tags.filter { $0.namespace == "attack" }.map(\.name)
            let techniques = tags.filter { Self.matrix[$0.uppercased()] != nil }
            let tactics = Set(tags).subtracting(techniques)
            for technique in techniques {
                let own = Set(Self.matrix[technique.uppercased()] ?? [])
                #expect(!own.isDisjoint(with: tactics), "\(header.displayTitle): \(technique)")
            }
        }
    }

    @Test
    func `Each tag is a tactic or a technique`() {
        let tactics = Set(Self.matrix.values.flatMap(\.self))
        for header in Self.headers {
            for tag in header.tags where tag.namespace == "attack" {
                let isKnown =
                    tactics.contains(tag.name) || Self.matrix[tag.name.uppercased()] != nil
                #expect(isKnown, "\(header.displayTitle): \(tag.name)")
            }
        }
    }
}
