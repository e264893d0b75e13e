import Basics
import StrictYAML
import Yams

/// Merges the documents of a rule file as their `action` says.
///
/// `global` is merged into the rules that follow, until `reset`; `repeat` makes the rule before it
/// once more with what it says differently. What a rule says itself wins over what is global, and
/// several global documents add up. A `reset` that goes on with a rule is read as that rule.
///
/// See [Sigma rule collections][collections].
///
/// [collections]: https://github.com/SigmaHQ/sigma-specification/blob/version_1/Sigma_specification.md#rule-collections
struct DocumentActions {
    /// What `action` may be.
    enum Action: String, CaseIterable {
        case global, reset, `repeat`
    }

    /// What was merged, all rules of a file together: a large global document and many small rules
    /// would otherwise multiply.
    private static let byteLimit = RuleFiles.byteLimit

    private var global: Node.Mapping?
    private var globalBytes = 0
    private var previous: Node.Mapping?
    private var mergedBytes = 0
    /// Where a document began that may have been meant for all after it, and was rejected.
    private var brokenLine: Int?

    /// Notes a document that is not YAML.
    mutating func reject(_ text: DocumentText) {
        guard text.hasAction else { return }
        brokenLine = text.linesBefore + 1
    }

    /// The document that is to be read.
    ///
    /// - parameters:
    ///   - value: A document as it is written.
    ///   - bytes: Its length.
    /// - returns: Nil where there is nothing to read, or after a problem has been added to the log.
    mutating func apply(to value: YAMLValue, bytes: Int) -> YAMLValue? {
        guard case .mapping(let mapping) = value.node else { return value }
        let written = mapping.member("action")
        guard written != nil || global != nil || brokenLine != nil else {
            if Self.isRule(mapping) { previous = mapping }
            return value
        }
        var own = mapping.without("action")
        var isRule = Self.isRule(mapping)
        if let written {
            let text = YAMLValue(node: written, path: "action", log: value.log)
            guard let action = text.scalarText.flatMap(Action.init) else {
                let names = Action.allCases.map(\.rawValue)
                let hint = NearestName.hint(text.scalarText ?? "", among: names)
                text.complain(
                    "\((text.scalarText ?? text.kind).quoted) is not an action\(hint); write "
                        + "global, reset or repeat, or a document with 'correlation:'"
                )
                brokenLine = value.log.line(of: value.mark)
                return nil
            }
            switch action {
            case .global:
                global = own.merged(over: global, at: own.mark)
                globalBytes += bytes
                return nil
            case .reset:
                (global, globalBytes, brokenLine) = (nil, 0, nil)
                if own.isEmpty { return nil }
            case .repeat:
                guard let previous else {
                    text.complain("there is no rule before it to repeat")
                    return nil
                }
                own = own.merged(over: previous, at: own.mark)
                isRule = true
            }
        }
        guard isRule else { return value }
        if let brokenLine {
            value.complain("needs the document at line \(brokenLine), which was rejected")
            return nil
        }
        previous = own
        mergedBytes += globalBytes + bytes
        guard mergedBytes <= Self.byteLimit else {
            value.complain("merges more than 64 MiB of global documents; split the file")
            return nil
        }
        let merged = own.merged(over: global, at: own.mark)
        return YAMLValue(node: .mapping(merged), path: value.path, log: value.log)
    }

    /// Correlations, filters and tests are about rules, and get nothing from global documents.
    private static func isRule(_ mapping: Node.Mapping) -> Bool {
        guard mapping.member("correlation") == nil, mapping.member("filter") == nil else {
            return false
        }
        return mapping.member("tests") == nil || mapping.member("detection") != nil
    }
}

// Members are found by position: an iterator copies all pairs.
extension Node.Mapping {
    private func position(of name: String) -> Int? {
        indices.first { position in
            guard case .scalar(let scalar) = self[position].key else { return false }
            return scalar.string == name
        }
    }

    fileprivate func member(_ name: String) -> Node? { position(of: name).map { self[$0].value } }

    fileprivate func without(_ name: String) -> Node.Mapping {
        let removed = position(of: name)
        return replacing(indices.filter { $0 != removed }.map { (self[$0].key, self[$0].value) })
    }

    /// The members of both; mappings are merged member by member, anything else is replaced.
    ///
    /// - parameter mark: Where problems with members of the other document are reported: its lines
    ///   would be counted from the start of this one.
    fileprivate func merged(over base: Node.Mapping?, at mark: Mark?) -> Node.Mapping {
        guard let base else { return self }
        var pairs = indices.map { (self[$0].key, self[$0].value) }
        for index in base.indices {
            let (key, value) = base[index]
            guard case .scalar(let scalar) = key else { continue }
            guard let position = position(of: scalar.string) else {
                pairs.append((key.marked(mark), value.marked(mark)))
                continue
            }
            guard case .mapping(let own) = pairs[position].1, case .mapping(let other) = value
            else { continue }
            pairs[position].1 = .mapping(own.merged(over: other, at: mark))
        }
        return replacing(pairs)
    }

    private func replacing(_ pairs: [(Node, Node)]) -> Node.Mapping {
        Node.Mapping(pairs, tag, style, mark, anchor)
    }
}

extension Node {
    fileprivate func marked(_ mark: Mark?) -> Node {
        switch self {
        case .scalar(var scalar):
            scalar.mark = mark
            return .scalar(scalar)
        case .sequence(let sequence):
            let elements = sequence.map { $0.marked(mark) }
            return .sequence(
                Sequence(elements, sequence.tag, sequence.style, mark, sequence.anchor)
            )
        case .mapping(let mapping):
            let pairs = mapping.indices.map { index in
                (mapping[index].key.marked(mark), mapping[index].value.marked(mark))
            }
            return .mapping(
                Mapping(pairs, mapping.tag, mapping.style, mark, mapping.anchor)
            )
        case .alias: return self
        }
    }
}
