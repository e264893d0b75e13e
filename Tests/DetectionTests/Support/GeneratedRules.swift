import AuditTestSupport

/// Rules of every shape over the names and values of real events, the same in every run.
enum GeneratedRules {
    /// What the rules are made of.
    struct Vocabulary {
        var actions: [(source: String, name: String)]
        /// Paths, and values that they have.
        var values: [(path: String, value: String)]
    }

    static func yaml(_ vocabulary: Vocabulary, count: Int, seed: Int) -> String {
        var random = SeededRandom(seed: seed)
        var yaml = ""
        for _ in 0..<count {
            yaml += "---\n" + rule(detection(vocabulary, &random))
        }
        return yaml
    }

    private static func detection(_ words: Vocabulary, _ random: inout SeededRandom) -> String {
        let names = ["a", "b", "c"]
        let selections = names.map { name in
            let items = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                item(words, &random)
            }
            let distinct = Dictionary(items, uniquingKeysWith: { first, _ in first })
                .sorted { $0.key < $1.key }
            return "\(name):\n" + distinct.map { "  \($0.key): \($0.value)\n" }.joined()
        }
        return selections.joined() + "condition: " + condition(&random)
    }

    private static func condition(_ random: inout SeededRandom) -> String {
        let conditions = [
            "a and b and c", "a or b or c", "a and not b", "a and not (b or c)", "not a and b",
            "not (a and b) and c", "1 of them", "all of them", "not 1 of *", "a or (b and not c)",
            "[a, 'b and c']", "not not a and (b or c)",
        ]
        return conditions.randomElement(using: &random) ?? "a"
    }

    private static func item(
        _ words: Vocabulary,
        _ random: inout SeededRandom
    ) -> (key: String, value: String) {
        let action = words.actions.randomElement(using: &random) ?? ("s", "n")
        let other = words.actions.randomElement(using: &random) ?? ("s", "n")
        let known = words.values.randomElement(using: &random) ?? ("a", "b")
        let half = String(known.value.prefix(known.value.count / 2 + 1))
        switch Int.random(in: 0..<15, using: &random) {
        case 0, 1: return ("eventName", quoted(action.name.uppercased()))
        case 2: return ("eventSource", quoted(action.source))
        case 3: return ("eventName", "[\(quoted(action.name)), \(quoted(other.name)), 'Get*']")
        case 4: return ("eventName|cased", quoted(action.name))
        case 5: return ("eventName|neq", quoted(action.name))
        case 6: return ("eventSource|startswith", quoted(String(action.source.prefix(3))))
        case 7: return ("errorCode", "null")
        case 8: return ("\(known.path)|exists", Bool.random(using: &random) ? "true" : "false")
        case 9: return (known.path, quoted(known.value))
        case 10: return ("\(known.path)|contains", quoted(half))
        case 11: return ("\(known.path)|endswith", "[\(quoted(half)), \(quoted(known.value))]")
        case 12: return ("'|contains'", quoted(half))
        case 13: return ("\(known.path)|re", "'[A-F0-9]{4}'")
        default: return ("userIdentity.arn|fieldref|contains", known.path)
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "''").replacing("*", with: "\\*") + "'"
    }
}
