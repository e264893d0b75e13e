/// A mapping whose keys are known beforehand.
package struct YAMLMapping {
    package let value: YAMLValue
    private let members: [String: YAMLValue]

    /// Reads a mapping and reports each key that is none of `keys`.
    ///
    /// Keys are compared without regard to case, for documents write `Ingress` as often as
    /// `ingress`; `_` counts as `-`.
    package init?(_ value: YAMLValue, keys: [String], meaning: String) {
        guard value.isMapping else {
            if value.isEmpty {
                value.complain("is empty; write \(meaning), or remove the key")
            } else {
                value.complain("is a \(value.kind), but should be \(meaning)")
            }
            return nil
        }
        self.value = value
        var members: [String: YAMLValue] = [:]
        for (name, member) in value.entries(meaning) {
            let key = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
            guard keys.contains(key) else {
                guard !member.log.isFull else { break }
                let hint = NearestName.hint(name, among: keys)
                member.log.add(
                    "unknown key \(name.quoted)\(hint)",
                    at: value.keyMark(name) ?? member.mark,
                    path: value.path
                )
                continue
            }
            if members.updateValue(member, forKey: key) != nil {
                member.complain("is declared twice; keep one")
            }
        }
        self.members = members
    }

    /// The member under a key.
    package subscript(key: String) -> YAMLValue? { members[key] }

    /// The member under a key; its absence is a problem.
    package func required(_ key: String, _ meaning: String) -> YAMLValue? {
        if let member = members[key] { return member }
        value.complain("lacks '\(key)': \(meaning)")
        return nil
    }
}
