/// Keeps credentials in the log: blanks them in all that is kept, printed or sent.
///
/// CloudTrail hides many secrets itself, but by far not all: session tokens, parameters of SSM,
/// environment variables, addresses with passwords in them.
///
/// For example:
///
/// ```swift
/// Blanking.text("curl https://ci:hunter2@host/")   // "curl https://ci:HIDDEN_…@host/"
/// Blanking.text("hunter2", of: "requestParameters.password")   // "HIDDEN_…"
/// event.blankedJSON   // the record, with every credential in it blanked
/// ```
///
/// Rules match on the original values, which are in memory only. What is blanked once stays as it
/// is when it is blanked again.
///
/// - complexity: O(n) in the bytes of a text. Texts without credentials are not copied.
package enum Blanking {
    /// What stands for a credential; CloudTrail's own words.
    package static let mark = "HIDDEN_DUE_TO_SECURITY_REASONS"

    /// JSON in strings in JSON is looked into so deep; each level doubles the escapes of the next,
    /// so that no record has room for more.
    static let deepestText = 32

    /// Percent signs are decoded so often.
    private static let decodings = 3

    /// A text with every credential in it blanked.
    package static func text(_ text: String) -> String {
        bytes(Array(text.utf8)[...]).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// A text of a record's field, blanked as a whole where the field's name says so.
    ///
    /// - parameters:
    ///   - text: The text.
    ///   - field: The path of its field, such as `requestParameters.password`; what `audit`
    ///     derives itself, `audit.…`, is recognised by shape alone.
    package static func text(_ text: String, of field: String) -> String {
        guard hidesAll(field), !isHarmless(text.utf8), !isReference(text.utf8) else {
            return Self.text(text)
        }
        return mark
    }

    /// Whether a field's texts are credentials, whatever their shape.
    package static func hidesAll(_ field: String) -> Bool {
        guard !field.hasPrefix("audit.") else { return false }
        let keys = field.split(separator: ".")
        let verdicts = keys.map { SensitiveKey($0.utf8) }
        for (index, verdict) in verdicts.enumerated() {
            switch verdict {
            case .allSecret, .program: return true
            case .secret where index == keys.count - 1: return true
            case .plain, .secret, .commandLine, .environment: continue
            }
        }
        // What SSM and API Gateway call the value of a parameter, and of a key.
        guard keys.last?.lowercased() == "value", let parent = keys.dropLast().last else {
            return false
        }
        return [
            "requestparameters", "responseelements", "parameter", "parameters",
            "createapikeyinput",
        ].contains(parent.lowercased())
    }

    /// A text with every credential in it blanked; nil where it has none.
    ///
    /// - parameters:
    ///   - text: The text.
    ///   - isCredential: Whether it is one as a whole.
    package static func bytes(
        _ text: ArraySlice<UInt8>,
        isCredential: Bool = false
    ) -> ArraySlice<UInt8>? {
        if isCredential, !isHarmless(text), !isReference(text) { return Array(mark.utf8)[...] }
        return CredentialSearch.mayFind(in: text.span) ? bytes(Array(text), depth: 0)?[...] : nil
    }

    static func bytes(_ text: [UInt8], depth: Int) -> [UInt8]? {
        if depth < deepestText, let document = document(text, depth: depth) { return document }
        var result = searched(text)
        for _ in 0..<decodings {
            guard let decoded = percentDecoded(result ?? text), let better = searched(decoded)
            else { return result }
            result = better
        }
        // Nobody spells a text so but to hide what it is.
        return Array(mark.utf8)
    }

    private static func searched(_ text: [UInt8]) -> [UInt8]? {
        // What is between two marks is a text of its own: what was found once stays found.
        let marks = marks(in: text)
        let found: [Range<Int>]
        if marks.isEmpty {
            found = CredentialSearch(text).found
        } else {
            let starts = [0] + marks.map(\.upperBound)
            let ends = marks.map(\.lowerBound) + [text.count]
            found = zip(starts, ends).flatMap { start, end in
                CredentialSearch(Array(text[start..<end])).found.map {
                    start + $0.lowerBound..<start + $0.upperBound
                }
            }
        }
        guard !found.isEmpty else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var start = 0
        for range in found {
            result.append(contentsOf: text[start..<range.lowerBound])
            result.append(contentsOf: mark.utf8)
            start = range.upperBound
        }
        result.append(contentsOf: text[start...])
        return result == text ? nil : result
    }

    private static func marks(in text: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var position = 0
        while let start = text[position...].firstIndex(of: UInt8(ascii: "H")) {
            let isMark = text[start...].starts(with: mark.utf8)
            position = start + (isMark ? mark.utf8.count : 1)
            if isMark { ranges.append(start..<position) }
        }
        return ranges
    }

    /// A text that is a JSON document, blanked as one; nil where it is none, or has no credential.
    private static func document(_ text: [UInt8], depth: Int) -> [UInt8]? {
        guard let first = text.first(where: { !$0.isSpace }),
            "{[\"".utf8.contains(first),
            let value = try? JSONValue(parsing: text)
        else { return nil }
        var blanker = RecordBlanker(value.bytes, depth: depth + 1)
        blanker.append(value.range)
        return blanker.hasBlanked ? blanker.text : nil
    }

    /// A text with what stands behind percent signs decoded; nil where nothing does.
    private static func percentDecoded(_ text: [UInt8]) -> [UInt8]? {
        guard text.contains(UInt8(ascii: "%")) else { return nil }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            if text[position] == UInt8(ascii: "%"), position + 2 < text.count,
                let high = text[position + 1].hexDigitValue,
                let low = text[position + 2].hexDigitValue
            {
                decoded.append(high << 4 | low)
                position += 3
            } else {
                decoded.append(text[position])
                position += 1
            }
        }
        return decoded.count < text.count
            ? Array(String(decoding: decoded, as: UTF8.self).utf8) : nil
    }
}

extension Blanking {
    /// Whether a value is nothing, or what stands for a credential already.
    static func isHarmless(_ value: some Collection<UInt8>) -> Bool {
        guard let first = value.first else { return true }
        guard value.count <= 40 else { return false }
        if first == UInt8(ascii: "*") { return value.allSatisfy { $0 == first } || isMarker(value) }
        return isMarker(value)
    }

    private static func isMarker(_ value: some Collection<UInt8>) -> Bool {
        markers.contains(String(decoding: value, as: UTF8.self))
    }

    /// What CloudTrail and others write in place of a credential, and what is no text at all.
    private static let markers: Set<String> = [
        mark, "<sensitiveDataRemoved>", "REDACTED", "[REDACTED]", "***OMITTED***",
        "Value hidden due to security reasons.", "true", "false", "null", "None", "True", "False",
        "Success", "Failure",
    ]

    /// Whether a value names a credential, and is none: an ARN, the id of an access key, a
    /// template's reference.
    static func isReference(_ value: some Collection<UInt8>) -> Bool {
        guard value.count <= 2_048 else { return false }
        let start = String(decoding: value.prefix(10), as: UTF8.self)
        if start.hasPrefix("arn:") {
            return value.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "=") }
        }
        if start.hasPrefix("AKIA") || start.hasPrefix("ASIA") {
            return value.count <= 32 && value.allSatisfy { $0.isUppercaseLetter || $0.isDigit }
        }
        return start == "{{resolve:"
    }
}

extension Event {
    /// The record as JSON on one line, with every credential in it blanked.
    package var blankedJSON: String {
        var blanker = RecordBlanker(bytes, event: self)
        blanker.append(range)
        return String(decoding: blanker.text, as: UTF8.self)
    }

    /// The event with every credential in it blanked: what may be searched and printed.
    package var blanked: Event {
        var blanker = RecordBlanker(bytes, event: self)
        blanker.append(range)
        // Its structure is kept, so that it is an event still.
        guard blanker.hasBlanked, let event = try? Event(parsing: blanker.text) else { return self }
        return event
    }
}
