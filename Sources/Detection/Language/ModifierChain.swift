import Basics

/// The modifiers of one field, applied from left to right.
struct ModifierChain {
    private(set) var requiresAll = false
    private(set) var isNegated = false
    private(set) var isCased = false
    private(set) var regexOptions: Set<RegexOption> = []
    let modifiers: [Modifier]

    /// Reads the modifiers after a field's name.
    init(_ names: some Collection<Substring>) throws(RuleFault) {
        var modifiers: [Modifier] = []
        for name in names {
            guard let modifier = Modifier.named[String(name)] else {
                let hint = NearestName.of(String(name), among: Modifier.named.keys)
                let advice = hint.map { "; did you mean \($0.quoted)?" } ?? ""
                throw RuleFault("unknown modifier \(String(name).quoted)\(advice)")
            }
            modifiers.append(modifier)
        }
        self.modifiers = modifiers
        var hasRegex = false
        for (index, modifier) in modifiers.enumerated() {
            switch modifier {
            case .all: requiresAll = true
            case .neq: isNegated = true
            case .cased: isCased = true
            case .re, .cidr, .exists:
                let earlier = modifiers[..<index].filter { $0 != .all && $0 != .neq }
                guard earlier.isEmpty else {
                    throw RuleFault("\(modifier.name) must be the first modifier")
                }
                if modifier == .re { hasRegex = true }
            case .regexOption(let option):
                guard hasRegex else {
                    throw RuleFault("\(modifier.name) is an option of re and must follow it")
                }
                regexOptions.insert(option)
            default: break
            }
        }
        if modifiers.contains(.exists), modifiers.contains(where: { $0 != .exists && $0 != .neq }) {
            throw RuleFault("exists can be combined with neq only")
        }
        if isCased, modifiers.contains(where: { $0 == .re || $0 == .cidr || $0 == .fieldref }) {
            throw RuleFault("cased is for strings; a regular expression ignores case only with i")
        }
    }

    /// Applies the modifiers to a value.
    ///
    /// - parameter placeholders: The values that `expand` inserts, by name.
    func apply(
        to value: RuleValue,
        placeholders: [String: [String]]
    ) throws(RuleFault) -> ModifiedValue {
        var result: ModifiedValue
        if modifiers.contains(.re) {
            // A pattern is raw: its backslashes and stars are not Sigma's.
            guard case .text(let pattern) = value else { throw mismatch(.re, value.kind) }
            result = .regex(pattern)
        } else {
            result = try ModifiedValue(value)
        }
        for modifier in modifiers {
            result = try apply(modifier, result, placeholders)
        }
        if isCased, case .number = result { throw mismatch(.cased, value.kind) }
        if isCased, case .boolean = result { throw mismatch(.cased, value.kind) }
        return result
    }

    private func apply(
        _ modifier: Modifier,
        _ value: ModifiedValue,
        _ placeholders: [String: [String]]
    ) throws(RuleFault) -> ModifiedValue {
        if case .anyOf(let values) = value {
            var results: [ModifiedValue] = []
            for value in values { results.append(try apply(modifier, value, placeholders)) }
            return .anyOf(results)
        }
        switch modifier {
        case .all, .neq, .cased, .re, .regexOption: return value
        case .contains, .startswith, .endswith: return try affix(modifier, value)
        case .exists:
            guard case .boolean(let boolean) = value else { throw mismatch(modifier, value.kind) }
            return .exists(boolean)
        case .cidr:
            guard case .text(let text) = value, let block = text.literal else {
                throw mismatch(modifier, value.kind)
            }
            return .network(try Self.network(block))
        case .compare(let comparison):
            if case .number(let number) = value { return .comparison(comparison, number) }
            if case .timePart(let part, .equal, let number) = value {
                return .timePart(part, comparison, number)
            }
            throw mismatch(modifier, value.kind)
        case .timePart(let part):
            guard case .number(let number) = value else { throw mismatch(modifier, value.kind) }
            return .timePart(part, .equal, number)
        case .fieldref:
            guard case .text(let text) = value, let field = text.literal, !field.isEmpty else {
                throw mismatch(modifier, value.kind, "the name of a field, without wildcards")
            }
            return .fieldReference(field, .equal)
        case .windash, .base64, .base64offset, .utf16, .expand:
            return try encode(modifier, value, placeholders)
        }
    }

    private func affix(
        _ modifier: Modifier,
        _ value: ModifiedValue
    ) throws(RuleFault) -> ModifiedValue {
        switch value {
        case .fieldReference(let field, .equal):
            return .fieldReference(
                field,
                modifier == .contains
                    ? .contains : modifier == .startswith ? .startsWith : .endsWith
            )
        case .bytes(let bytes):
            return try affix(modifier, .text(SigmaText(bytes: bytes)))
        case .text(var text):
            if modifier != .startswith { text.openStart() }
            if modifier != .endswith { text.openEnd() }
            return .text(text)
        default: throw mismatch(modifier, value.kind)
        }
    }

    /// A type that a modifier does not accept.
    func mismatch(
        _ modifier: Modifier,
        _ kind: String,
        _ wanted: String? = nil
    ) -> RuleFault {
        RuleFault("\(modifier.name) takes \(wanted ?? modifier.wanted), not a \(kind)")
    }

    private static func network(_ text: String) throws(RuleFault) -> CIDRBlock {
        let block: CIDRBlock
        do { block = try CIDRBlock(text) } catch { throw RuleFault("\(error)") }
        let address = text.split(separator: "/", omittingEmptySubsequences: false)[0]
        let written = IPAddress(address)?.unmapped
        guard written == block.firstAddress else {
            throw RuleFault(
                "\(text.quoted) has bits set beyond its prefix; the network is \(block)"
            )
        }
        return block
    }
}

extension SigmaText {
    /// Reads each byte as one character.
    init(bytes: [UInt8]) {
        parts = bytes.map { .scalar(Unicode.Scalar($0)) }
    }
}

extension Modifier {
    /// The modifier's name, as rules write it.
    var name: String {
        switch self {
        case .utf16(.littleEndian): "utf16le"
        case .regexOption(.ignoreCase): "i"
        case .regexOption(.multiline): "m"
        case .regexOption(.dotAll): "s"
        default: Self.named.first { $0.value == self }?.key ?? ""
        }
    }

    /// The values that the modifier accepts, with an article.
    var wanted: String {
        switch self {
        case .exists: "true or false, unquoted"
        case .compare, .timePart: "a number, unquoted"
        case .cidr: "a network such as '10.0.0.0/8'"
        case .base64, .base64offset: "a string without wildcards"
        case .utf16: "an ASCII string without wildcards"
        default: "a string"
        }
    }
}
