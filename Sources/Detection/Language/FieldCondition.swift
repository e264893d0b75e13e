import Basics
import CloudTrail
import SecurityArchitecture
import Yams

/// A condition on a field of events, as a command line has it: Sigma's, with `=` for the colon.
///
/// For example:
///
/// ```swift
/// try FieldCondition("requestParameters.name=acme-trail")
/// try FieldCondition("requestParameters.ipPermissions.items.fromPort|lte=27017")
/// try FieldCondition("userAgent|startswith!=aws-sdk")
/// ```
///
/// Text compares as in rules: ignoring case, with `*` and `?` as wildcards. A list matches where
/// one of its elements does. Without a modifier the name in an ARN will do for the whole, as in all
/// options of a search.
package struct FieldCondition: Hashable, Sendable {
    /// Why a text is no condition.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    /// As it was written.
    package let text: String
    /// The path of the field, or the name of a derived one.
    package let field: String
    let expression: Expression
    /// Whether the name in an ARN will do for the whole.
    private let isName: Bool

    /// Whether the field is a derived one.
    package var isDerived: Bool { FactField(rawValue: field) != nil }

    /// - throws: ``Fault``.
    package init(_ text: String) throws {
        self.text = text
        guard let equal = text.firstIndex(of: "=") else {
            throw Fault(description: "write PATH=VALUE, or 'PATH|exists=true' for any value")
        }
        let isNegated = text[..<equal].last == "!"
        let key = isNegated ? text[..<equal].dropLast() : text[..<equal]
        let names = key.split(separator: "|", omittingEmptySubsequences: false)
        field = String(names.first ?? "")
        if let problem = Self.problem(ofField: field) { throw Fault(description: problem) }
        do {
            let modifiers = names.dropFirst() + (isNegated ? ["neq"] : [])
            let chain = try ModifierChain(modifiers)
            let value = Self.value(String(text[text.index(after: equal)...]), chain)
            let builder = ItemBuilder(field: field, chain: chain, placeholders: [:])
            isName = chain.modifiers.allSatisfy { $0 == .neq }
            var values = [value]
            if isName, case .text(let name) = value, !name.isEmpty, !name.hasPrefix("*") {
                values += ["arn:*:\(name)", "arn:*/\(name)"].map { .text($0) }
            }
            expression = try builder.expression(values, isList: values.count > 1)
            if isName { try check(value) }
        } catch {
            throw Fault(description: error.message)
        }
    }

    /// Rejects a value that a derived field never has.
    private func check(_ value: RuleValue) throws(RuleFault) {
        guard case .text(let text) = value, !SigmaText(text).hasWildcard,
            let names = FactField(rawValue: field)?.values,
            !names.contains(where: { $0.lowercased() == text.lowercased() })
        else { return }
        throw RuleFault("\(field) is never \(text.quoted)\(NearestName.hint(text, among: names))")
    }

    /// A value is a text unless a modifier wants something else: account ids look like numbers.
    private static func value(_ text: String, _ chain: ModifierChain) -> RuleValue {
        let isTyped = chain.modifiers.contains { modifier in
            switch modifier {
            case .exists, .compare, .timePart: true
            default: false
            }
        }
        return isTyped ? RuleValue(Node.Scalar(text, .implicit, .plain)) : .text(text)
    }

    /// What is wrong with the name of a field; nil if nothing is.
    ///
    /// New fields of CloudTrail's must be found, too, so that only what looks like a mistake is one.
    package static func problem(ofField name: String) -> String? {
        let keys = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let first = keys.first, !keys.contains("") else {
            return "\(name.quoted) is no path; write keys of the record between dots"
        }
        if first == "audit" {
            guard FactField(rawValue: name) == nil else { return nil }
            let hint = NearestName.hint(name, among: FactField.allCases.map(\.rawValue))
            return "there is no derived field \(name.quoted)\(hint); "
                + "'audit rules fields' lists them"
        }
        guard EventField(rawValue: String(first)) == nil else { return nil }
        let fields = EventField.allCases.map(\.rawValue)
        if let near = NearestName.of(String(first), among: fields) {
            return "records have no field \(String(first).quoted); did you mean \(near.quoted)?"
        }
        return keys.count > 1 ? nil : "records have no field \(name.quoted)"
    }
}

extension FieldCondition {
    /// Texts that the bytes of each event contain that meets the condition, unless it spells them
    /// with escapes; they say quickly of most events that they do not.
    var needles: [TextNeedle] {
        guard !isDerived, let test = firstTest else { return [] }
        let keys = field.split(separator: ".").filter { Int($0) == nil }
        var texts = [keys.last.map(String.init) ?? ""]
        switch test.matcher {
        // Absence has no bytes.
        case .null: return []
        case .text(let pattern): texts.append(pattern.longestLiteral)
        case .exists, .regex, .number, .boolean, .comparison, .network, .timePart, .reference: break
        }
        return texts.filter { $0.utf8.count > 2 && $0.utf8.allSatisfy { $0 < 0x80 } }
            .map(TextNeedle.init)
    }
}

extension FieldCondition {
    /// A test whose texts are in those of all others, if there is one.
    private var firstTest: FieldTest? {
        switch expression {
        case .test(let test): return test
        // Whole values and names: each ends in the same text.
        case .any(let parts) where isName:
            guard case .test(let test)? = parts.first else { return nil }
            return test
        case .any, .all, .not: return nil
        }
    }
}

extension TextPattern {
    /// The longest part of the pattern without wildcards.
    fileprivate var longestLiteral: String {
        let bytes: [UInt8]
        switch shape {
        case .anything: bytes = []
        case .equal(let text), .prefix(let text), .suffix(let text), .contained(let text):
            bytes = text
        case .general(let segments, _, _):
            bytes = segments.compactMap(\.literal).max { $0.count < $1.count } ?? []
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
