import Basics
import Yams

/// A value in a YAML file with the path that leads to it, for reporting its problems.
package struct YAMLValue {
    /// Replaced by each environment, in the few entries that allow it.
    package static let placeholder = "<environment>"

    package let node: Node
    package let path: String
    package let log: ProblemLog

    package init(node: Node, path: String, log: ProblemLog) {
        self.node = node
        self.path = path
        self.log = log
    }

    package var mark: FilePosition? { node.mark.map(FilePosition.init) }

    package func complain(_ message: String) { log.add(message, at: mark, path: path) }

    /// Whether the value is missing or null.
    package var isEmpty: Bool {
        guard case .scalar(let scalar) = node else { return false }
        return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// The text of a scalar, as it is written; reports anything else.
    ///
    /// - parameters:
    ///   - meaning: What the text should be, with its article: `a duration such as 30d`.
    ///   - before: Whether `<environment>` has not been replaced yet.
    package func text(_ meaning: String, before: Bool = false) -> String? {
        guard case .scalar(let scalar) = node else {
            complain("is a \(kind), but should be \(meaning)")
            return nil
        }
        guard !isEmpty, !scalar.string.isEmpty else {
            complain("is empty; write \(meaning), or remove the key")
            return nil
        }
        guard scalar.string.utf8.count <= 2048 else {
            complain("is longer than 2048 bytes; it should be \(meaning)")
            return nil
        }
        guard !scalar.string.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            complain("has a line break or a control character; it should be \(meaning)")
            return nil
        }
        if !before, scalar.string.contains(Self.placeholder) {
            complain(
                "\(Self.placeholder) has no meaning here; it stands for an "
                    + "environment in secrets and roles"
            )
            return nil
        }
        return scalar.string
    }

    package func boolean() -> Bool? {
        guard let text = text("true or false") else { return nil }
        switch text {
        case "true", "True", "TRUE", "yes", "Yes": return true
        case "false", "False", "FALSE", "no", "No": return false
        default:
            complain("\(text.quoted) should be true or false")
            return nil
        }
    }

    /// The elements of a list; a single value counts as a list of one.
    ///
    /// - parameter meaning: What an element should be.
    package func list(_ meaning: String) -> [YAMLValue] {
        switch node {
        case .sequence where log.isFull: return []
        case .sequence(let sequence):
            return sequence.enumerated().map { index, element in
                YAMLValue(node: element, path: "\(path)[\(index)]", log: log)
            }
        case .scalar, .mapping, .alias:
            guard !isEmpty else {
                complain("is empty; write a list of \(meaning), [] for none, or remove the key")
                return []
            }
            return [self]
        }
    }

    package func texts(_ meaning: String) -> [(text: String, value: YAMLValue)] {
        list(meaning).compactMap { element in
            element.text(meaning).map { ($0, element) }
        }
    }

    /// The members of a mapping whose keys are names of the author's choice.
    package func entries(_ meaning: String) -> [(name: String, value: YAMLValue)] {
        guard !log.isFull else { return [] }
        guard case .mapping(let mapping) = node else {
            if isEmpty {
                complain("is empty; write \(meaning), {} for none, or remove the key")
            } else {
                complain("is a \(kind), but should be \(meaning)")
            }
            return []
        }
        for index in mapping.indices {
            let key = mapping[index].key
            if case .scalar = key { continue }
            log.add(
                "a \(YAMLValue(node: key, path: "", log: log).kind) cannot be a name",
                at: key.mark.map(FilePosition.init),
                path: path
            )
        }
        return Self.merged(mapping).compactMap { name, node in
            let value = YAMLValue(
                node: node,
                path: path.isEmpty ? name : "\(path).\(name)",
                log: log
            )
            guard !name.isEmpty, name.utf8.count <= 512,
                !name.unicodeScalars.contains(where: { $0.value < 0x20 })
            else {
                complain("has a name that is empty, too long or unprintable")
                return nil
            }
            return (name, value)
        }
    }

    /// `list`, `mapping` or `string`.
    package var kind: String {
        switch node {
        case .sequence: "list"
        case .mapping: "mapping"
        case .scalar, .alias: "string"
        }
    }

    /// Where a key is, for problems with the key itself.
    package func keyMark(_ name: String) -> FilePosition? {
        node.mapping?.first { $0.key.scalar?.string == name }?.key.mark.map(FilePosition.init)
    }

    package var keyMarks: [String: FilePosition] {
        guard case .mapping(let mapping) = node else { return [:] }
        var marks: [String: FilePosition] = [:]
        for (key, _) in mapping {
            guard let name = key.scalar?.string, let mark = key.mark else { continue }
            marks[name] = FilePosition(mark)
        }
        return marks
    }

    package var isMapping: Bool { node.mapping != nil }
    package var isList: Bool { node.sequence != nil }

    /// The members of a mapping, with those that `<<` merges into it.
    ///
    /// A key of the mapping itself wins over one that is merged, as YAML 1.1 says.
    package static func merged(_ mapping: Node.Mapping) -> [(key: String, value: Node)] {
        var members: [(key: String, value: Node)] = []
        members.reserveCapacity(mapping.count)
        var seen = Set<String>(minimumCapacity: mapping.count)
        var bases: [Node.Mapping] = []
        // By position: an iterator would copy all pairs.
        for index in mapping.indices {
            let (key, value) = mapping[index]
            guard case .scalar(let scalar) = key else { continue }
            let name = scalar.string
            if name == "<<", scalar.style == .plain {
                if let base = value.mapping { bases.append(base) }
                bases += value.sequence.map { $0.compactMap(\.mapping) } ?? []
            } else if seen.insert(name).inserted {
                members.append((name, value))
            }
        }
        for base in bases {
            for (key, value) in base {
                guard let name = key.scalar?.string, name != "<<", seen.insert(name).inserted
                else { continue }
                members.append((name, value))
            }
        }
        return members
    }
}

package struct YAMLMapping {
    package let value: YAMLValue
    private let members: [String: YAMLValue]

    /// Reads a mapping and reports each key that is not one of `keys`.
    ///
    /// Keys ignore case, since documents write `Ingress` as often as `ingress`; `_` counts as `-`.
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

    package subscript(key: String) -> YAMLValue? { members[key] }

    /// The member under a key; reports its absence.
    package func required(_ key: String, _ meaning: String) -> YAMLValue? {
        if let member = members[key] { return member }
        value.complain("missing key '\(key)': \(meaning)")
        return nil
    }
}
