import CloudTrail

/// A policy as IAM's grammar has it, as far as grants depend on it.
///
/// For example:
///
/// ```swift
/// let document = try PolicyDocument(reading: request["policyDocument"])
/// document.statements.filter(\.isAllow).flatMap(\.actions)   // ["s3:GetObject"]
/// ```
///
/// CloudTrail has policies as objects, as JSON text in a string, as text that is escaped once
/// more, and as URL-encoded text; all are read. Names of elements know no case here. AWS rejects a
/// name that comes twice, and so whatever comes is read for the worse: lists are added up, one
/// Allow is enough, and conditions that come twice do not narrow.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
package struct PolicyDocument: Hashable, Sendable {
    /// What is read at most.
    ///
    /// CloudTrail cuts events at 256 KiB, and IAM takes 131,072 characters.
    package enum Limit {
        /// Bytes of a policy that is text.
        package static let bytes = 1 << 19
        /// Objects and arrays within one another, of which IAM's grammar has six.
        package static let depth = 24
        /// Statements of a document.
        package static let statements = 8192
        /// Principals, actions, resources and values of conditions of a document, all together.
        package static let values = 32_768
        /// How often a text may hold a text.
        package static let layers = 4
    }

    /// The statements, in the document's order.
    package private(set) var statements: [PolicyStatement] = []
    /// Whether there was more than ``Limit`` allows, or something that is no statement.
    package private(set) var isPartial = false

    /// Makes a document of statements, for calls that have parameters in place of one.
    init(_ statements: [PolicyStatement]) { self.statements = statements }

    /// Reads a document.
    ///
    /// - parameter value: An object, or a string that holds one.
    /// - throws: A ``PolicyFault`` where there is no document to read.
    /// - complexity: O(n) in the value's bytes.
    package init(reading value: JSONValue) throws(PolicyFault) {
        let object = try Self.object(in: value)
        guard object["omitted"]?.isTrue != true else { throw .omitted }
        guard Self.isShallow(object) else { throw .tooDeep }
        var budget = Limit.values
        object.forEachMember { name, list in
            guard name.lowercased() == "statement" else { return }
            switch list.kind {
            case .object: add(list, &budget)
            case .array: list.elements.forEach { add($0, &budget) }
            case .null: break
            case .string, .number, .boolean: isPartial = true
            }
        }
        if budget < 0 { isPartial = true }
    }

    private mutating func add(_ value: JSONValue, _ budget: inout Int) {
        guard value.kind == .object, statements.count < Limit.statements, budget >= 0 else {
            isPartial = true
            return
        }
        statements.append(PolicyStatement(value, &budget))
    }

    /// Whether an object is nested no deeper than ``Limit`` allows.
    private static func isShallow(_ object: JSONValue) -> Bool {
        var depth = 0
        var isString = false
        var isEscaped = false
        for byte in object.spelling {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > Limit.depth { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return true
    }
}

/// Why a policy could not be read.
package enum PolicyFault: String, Error, CaseIterable, Hashable, Sendable {
    /// CloudTrail left it out, for its size.
    case omitted
    /// A call that has a policy succeeded, and its record has none.
    case missing
    /// It is no JSON, or no object: cut off, or replaced by another text.
    case malformed
    /// It is nested deeper than any policy.
    case tooDeep = "too-deep"
    /// It is larger than any policy; what was read of it counts.
    case tooLarge = "too-large"
}

// MARK: - Decoding

extension PolicyDocument {
    /// The object that a value is or holds.
    static func object(in value: JSONValue) throws(PolicyFault) -> JSONValue {
        switch value.kind {
        case .object: return value
        case .string:
            guard value.spelling.count <= Limit.bytes * 2 else { throw .tooLarge }
            return try object(in: Array((value.string ?? "").utf8))
        case .null: throw .missing
        case .array, .number, .boolean: throw .malformed
        }
    }

    private static func object(in text: [UInt8]) throws(PolicyFault) -> JSONValue {
        guard text.count <= Limit.bytes else { throw .tooLarge }
        var text = trimmed(text[...])
        for _ in 0..<Limit.layers {
            switch text.first {
            case UInt8(ascii: "%"): text = trimmed(percentDecoded(text))
            case UInt8(ascii: "\""):
                guard let inner = try? JSONValue(parsing: text), let string = inner.string else {
                    throw .malformed
                }
                text = trimmed(Array(string.utf8)[...])
            case UInt8(ascii: "{"):
                do throws(JSONFault) {
                    return try JSONValue(parsing: text)
                } catch {
                    guard error.reason != .tooDeep else { throw .tooDeep }
                    // API Gateway escapes a policy and leaves out the quotes around it.
                    guard text.dropFirst().first(where: { $0 > 0x20 }) == UInt8(ascii: "\\") else {
                        throw .malformed
                    }
                    text = [UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]
                }
            default: throw .malformed
            }
        }
        throw .malformed
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        while let first = text.first, first <= 0x20 || text.starts(with: mark) {
            text = text.dropFirst(first <= 0x20 ? 1 : mark.count)
        }
        while let last = text.last, last <= 0x20 { text = text.dropLast() }
        return text
    }

    private static func percentDecoded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
                let high = Character(Unicode.Scalar(text[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(text[index + 2])).hexDigitValue
            {
                decoded.append(UInt8(high << 4 | low))
                index += 3
            } else {
                decoded.append(text[index])
                index += 1
            }
        }
        return decoded[...]
    }
}
