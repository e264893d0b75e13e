import Basics

extension ModifierChain {
    /// The most alternatives of one value; more would be an attack on memory.
    private static let alternativesLimit = 1_000

    /// Applies a modifier that rewrites a text.
    func encode(
        _ modifier: Modifier,
        _ value: ModifiedValue,
        _ placeholders: [String: [String]]
    ) throws(RuleFault) -> ModifiedValue {
        switch (modifier, value) {
        case (.windash, .text(let text)):
            return .anyOf(try Self.dashes(text).map(ModifiedValue.text))
        case (.expand, .text(let text)):
            return .anyOf(try Self.expanded(text, placeholders).map(ModifiedValue.text))
        case (.utf16(let form), .text(let text)):
            guard let literal = text.literal, literal.utf8.allSatisfy({ $0 < 0x80 }) else {
                throw mismatch(modifier, value.kind, modifier.wanted)
            }
            return .bytes(Self.utf16(literal, form))
        case (.base64, .text), (.base64, .bytes):
            return .text(SigmaText(literal: Base64.encode(try plain(modifier, value))))
        case (.base64offset, .text), (.base64offset, .bytes):
            let bytes = try plain(modifier, value)
            return .anyOf(
                (0..<3).map { .text(SigmaText(literal: Base64.encode(bytes, offset: $0))) }
            )
        default: throw mismatch(modifier, value.kind)
        }
    }

    private func plain(
        _ modifier: Modifier,
        _ value: ModifiedValue
    ) throws(RuleFault) -> [UInt8] {
        switch value {
        case .bytes(let bytes): return bytes
        case .text(let text):
            guard let literal = text.literal else {
                throw RuleFault("\(modifier.name) takes a string without wildcards")
            }
            return Array(literal.utf8)
        default: throw mismatch(modifier, value.kind)
        }
    }

    private static func utf16(_ text: String, _ form: UTF16Form) -> [UInt8] {
        let bytes: [UInt8] = text.utf8.flatMap { (byte: UInt8) -> [UInt8] in
            form == .bigEndian ? [0, byte] : [byte, 0]
        }
        return form == .marked ? [0xff, 0xfe] + bytes : bytes
    }

    // MARK: - Dashes

    private static let dashes: [Unicode.Scalar] = ["-", "/", "–", "—", "―"]

    /// The text with each dash that begins an option in all its spellings.
    private static func dashes(_ text: SigmaText) throws(RuleFault) -> [SigmaText] {
        let places = text.parts.indices.filter { index in
            guard case .scalar(let scalar) = text.parts[index], scalar == "-" || scalar == "/",
                !isWord(text.parts, at: index - 1)
            else { return false }
            return isWord(text.parts, at: index + 1)
        }
        guard places.count <= 3 else {
            throw RuleFault(
                "windash takes strings with at most three options, as each adds five spellings"
            )
        }
        var texts = [text]
        for place in places {
            texts = texts.flatMap { text in
                dashes.map { dash in
                    var copy = text
                    copy.parts[place] = .scalar(dash)
                    return copy
                }
            }
        }
        return texts
    }

    private static func isWord(_ parts: [SigmaText.Part], at index: Int) -> Bool {
        guard parts.indices.contains(index), case .scalar(let scalar) = parts[index] else {
            return false
        }
        if scalar == "_" { return true }
        let properties = scalar.properties
        return properties.isAlphabetic || properties.numericType != nil
    }

    // MARK: - Placeholders

    private static func expanded(
        _ text: SigmaText,
        _ placeholders: [String: [String]]
    ) throws(RuleFault) -> [SigmaText] {
        var texts: [[SigmaText.Part]] = [[]]
        var position = 0
        while position < text.parts.count {
            guard let (name, next) = placeholder(in: text.parts, at: position) else {
                for index in texts.indices { texts[index].append(text.parts[position]) }
                position += 1
                continue
            }
            guard let values = placeholders[name], !values.isEmpty else {
                throw RuleFault(
                    "the placeholder %\(name)% has no value; declare it under 'placeholders' in audit.yaml"
                )
            }
            guard texts.count * values.count <= alternativesLimit else {
                throw RuleFault("expand makes more than \(alternativesLimit) strings of one value")
            }
            texts = texts.flatMap { text in values.map { text + SigmaText($0).parts } }
            position = next
        }
        return texts.map { SigmaText(parts: $0) }
    }

    private static func placeholder(
        in parts: [SigmaText.Part],
        at start: Int
    ) -> (name: String, next: Int)? {
        guard parts[start] == .scalar("%") else { return nil }
        var name = ""
        for index in (start + 1)..<max(parts.count, start + 1) {
            guard case .scalar(let scalar) = parts[index] else { return nil }
            if scalar == "%" { return name.isEmpty ? nil : (name, index + 1) }
            guard isWord(parts, at: index) else { return nil }
            name.unicodeScalars.append(scalar)
        }
        return nil
    }
}

extension Base64 {
    /// The part of the encoding that does not depend on neighbouring bytes, at an offset in a group
    /// of three.
    static func encode(_ bytes: [UInt8], offset: Int) -> String {
        let spaces = [UInt8](repeating: UInt8(ascii: " "), count: offset)
        let text = encode(spaces + bytes)
        let front = [0, 2, 3][offset]
        let end = [0, 3, 2][(bytes.count + offset) % 3]
        return String(text.dropFirst(front).dropLast(end))
    }
}
