/// Writes JSON anew with every credential in it blanked, and its structure kept.
///
/// A string that is JSON itself is looked into; where it has a credential, it is spelled compactly.
///
/// - complexity: O(n) in the bytes for each level of nesting, of which the scanner bounds the
///   number. Memory is the bytes of the result, and for JSON in strings those of the string.
struct RecordBlanker {
    /// What is known of a value from where it stands.
    enum Context {
        /// Nothing: the key above it and its shape decide.
        case open
        /// It is a credential.
        case secret
        /// It is under the name of a credential, where a `value` is one.
        case named
        /// It is among the environment of a program.
        case environment
        /// It is a command line.
        case commandLine
    }

    private let bytes: JSONBytes
    private let depth: Int
    /// Whether a `value` without a name is a parameter's or a key's own.
    private var holdsValues = false
    /// Whether `apiKey` is the id of one.
    private var namesKeys = false
    private(set) var text: [UInt8] = []
    private(set) var hasBlanked = false

    /// Prepares to blank a value.
    ///
    /// - parameters:
    ///   - bytes: What the value is in.
    ///   - event: The record that it is; nil for other JSON.
    ///   - depth: In how many strings it is.
    init(_ bytes: JSONBytes, event: Event? = nil, depth: Int = 0) {
        self.bytes = bytes
        self.depth = depth
        guard let event else { return }
        let isKeyCall = event.text(.eventName)?.contains("ApiKey") ?? false
        namesKeys = event.hasText(.eventSource, "apigateway.amazonaws.com")
        holdsValues = event.hasText(.eventSource, "ssm.amazonaws.com") || namesKeys && isKeyCall
    }

    mutating func append(_ value: Range<Int>, _ context: Context = .open) {
        switch JSONKind(firstByte: bytes.storage[value.lowerBound]) {
        case .object: appendObject(value, context)
        case .array: appendArray(value, context)
        case .string: appendString(value, context)
        case .number where context == .secret: appendMark()
        case .number, .boolean, .null: text.append(contentsOf: bytes.storage[value])
        }
    }

    private mutating func appendMark() {
        hasBlanked = true
        text.append(UInt8(ascii: "\""))
        text.append(contentsOf: Blanking.mark.utf8)
        text.append(UInt8(ascii: "\""))
    }

    private mutating func appendArray(_ value: Range<Int>, _ context: Context) {
        var elements: [Range<Int>] = []
        bytes.forEachElement(value) { elements.append($0) }
        text.append(UInt8(ascii: "["))
        var isArgument = false
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            append(element, isArgument ? .secret : context)
            isArgument = isOption(element)
        }
        text.append(UInt8(ascii: "]"))
    }

    /// Whether an element names the credential that comes next: `"--password"`.
    private func isOption(_ element: Range<Int>) -> Bool {
        guard bytes.storage[element.lowerBound] == UInt8(ascii: "\""), element.count < 100,
            bytes.storage[element.lowerBound + 1] == UInt8(ascii: "-")
        else { return false }
        return SensitiveKey(bytes.unescaped(element)).isSecret
    }
}

// MARK: - Objects

extension RecordBlanker {
    private struct Member {
        var key: Range<Int>
        var value: Range<Int>
        var name: ArraySlice<UInt8>
    }

    private mutating func appendObject(_ value: Range<Int>, _ context: Context) {
        var members: [Member] = []
        bytes.forEachMember(value) { key, value in
            members.append(Member(key: key, value: value, name: bytes.unescaped(key)))
        }
        let pair = Pair(members.map { ($0.name, $0.value) }, bytes)
        text.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            appendString(member.key, .open)
            text.append(UInt8(ascii: ":"))
            append(member.value, self.context(of: member, pair, context))
        }
        text.append(UInt8(ascii: "}"))
    }

    private func context(of member: Member, _ pair: Pair, _ context: Context) -> Context {
        if pair.isValue(member.name) {
            switch context {
            case .secret, .named: return .secret
            case .environment where pair.hasName: return pair.isReference ? .open : .secret
            case .open, .environment, .commandLine: break
            }
            if pair.hidesValue || holdsValues && !pair.isTag && member.name.count == 5 {
                return .secret
            }
        } else if context == .secret, !pair.isPair {
            return .secret
        }
        switch SensitiveKey(member.name) {
        case .allSecret: return .secret
        case .program:
            let isList = bytes.storage[member.value.lowerBound] == UInt8(ascii: "[")
            return isList && holdsObjects(member.value) ? .environment : .secret
        case .secret where namesKeys && member.name.elementsEqual("apiKey".utf8): return .open
        case .secret: return holdsObjects(member.value) ? .named : .secret
        case .commandLine: return .commandLine
        case .environment: return .environment
        case .plain:
            guard context == .environment, !pair.isPair, Self.isVariable(member.name) else {
                return .open
            }
            return .secret
        }
    }

    /// Whether a value is an object or a list of them, whose keys say more.
    private func holdsObjects(_ value: Range<Int>) -> Bool {
        switch JSONKind(firstByte: bytes.storage[value.lowerBound]) {
        case .object: true
        case .array:
            bytes.withScanner { scanner in
                scanner.byte(scanner.skipWhitespace(value.lowerBound + 1)) == UInt8(ascii: "{")
            }
        case .string, .number, .boolean, .null: false
        }
    }

    /// Whether a key is spelled as environment variables are: `DB_HOST`.
    private static func isVariable(_ name: ArraySlice<UInt8>) -> Bool {
        name.allSatisfy { $0.isUppercaseLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
    }
}

/// What an object says that is a name and its value: a tag, a parameter, a variable.
private struct Pair {
    /// Whether it has a name.
    private(set) var hasName = false
    /// Whether it has a value.
    private(set) var hasValue = false
    /// Whether the name makes the value a credential.
    private(set) var hidesValue = false
    /// Whether the name is a tag's or a filter's.
    private(set) var isTag = false
    /// Whether the value says where the credential is kept.
    private(set) var isReference = false

    var isPair: Bool { hasName && hasValue }

    init(_ members: [(name: ArraySlice<UInt8>, value: Range<Int>)], _ bytes: JSONBytes) {
        for member in members {
            if Self.isValue(member.name) { hasValue = true }
            guard bytes.storage[member.value.lowerBound] == UInt8(ascii: "\"") else { continue }
            let name = String(decoding: member.name, as: UTF8.self).lowercased()
            switch name {
            case "name", "key", "parameterkey", "parametername", "optionname", "attributename",
                "variablename", "headername", "fieldname", "propertyname", "settingname", "path",
                "n", "k", "field", "header", "property":
                let text = bytes.unescaped(member.value)
                hasName = true
                isTag = isTag || name == "key"
                // The value of a stack's parameter is one whatever its name.
                hidesValue = hidesValue || name == "parameterkey" || Self.hides(text)
            case "namespace":
                let text = String(decoding: bytes.unescaped(member.value), as: UTF8.self)
                hidesValue = hidesValue || text.hasSuffix(":environment")
            case "type":
                let text = String(decoding: bytes.unescaped(member.value), as: UTF8.self)
                isReference = text == "SECRETS_MANAGER" || text == "PARAMETER_STORE"
            default: break
            }
        }
    }

    /// Whether a name is a credential's: the last part of a path, or a variable of a stage.
    private static func hides(_ text: ArraySlice<UInt8>) -> Bool {
        let ends = [UInt8(ascii: "/"), UInt8(ascii: ":")]
        let last = text.lastIndex { ends.contains($0) }.map { text[($0 + 1)...] } ?? text
        return SensitiveKey(last).isSecret
            || text.firstRange(of: Array("/variables/".utf8)) != nil
    }

    func isValue(_ name: ArraySlice<UInt8>) -> Bool { Self.isValue(name) }

    private static func isValue(_ name: ArraySlice<UInt8>) -> Bool {
        guard name.count <= 14 else { return false }
        switch String(decoding: name, as: UTF8.self).lowercased() {
        case "value", "values", "parametervalue", "optionvalue", "attributevalue", "stringvalue",
            "textvalue", "settingvalue", "propertyvalue", "defaultvalue", "currentvalue",
            "newvalue", "oldvalue", "v":
            return true
        default: return false
        }
    }
}

// MARK: - Strings

extension RecordBlanker {
    /// Appends a string, given with its quotes.
    private mutating func appendString(_ string: Range<Int>, _ context: Context) {
        let inner = string.lowerBound + 1..<string.upperBound - 1
        let hasEscape = bytes.hasEscape(inner)
        if context == .open, !hasEscape,
            !CredentialSearch.mayFind(in: bytes.storage.span.extracting(inner))
        {
            return text.append(contentsOf: bytes.storage[string])
        }
        let plain = Array(hasEscape ? bytes.unescaped(string) : bytes.storage[inner])
        switch context {
        case .secret:
            guard !Blanking.isHarmless(plain), !Blanking.isReference(plain) else { break }
            return appendMark()
        case .commandLine:
            guard plain.contains(where: \.isSpace), !Blanking.isHarmless(plain) else { break }
            return appendMark()
        case .environment:
            // `DB_HOST=…`, as containers are given it.
            guard let equal = plain.firstIndex(of: UInt8(ascii: "=")),
                Self.isVariable(plain[..<equal]), !Blanking.isHarmless(plain[(equal + 1)...])
            else { break }
            hasBlanked = true
            text.append(UInt8(ascii: "\""))
            text.append(contentsOf: plain[...equal])
            text.append(contentsOf: Blanking.mark.utf8)
            return text.append(UInt8(ascii: "\""))
        case .open, .named: break
        }
        guard let blanked = Blanking.bytes(plain, depth: depth) else {
            return text.append(contentsOf: bytes.storage[string])
        }
        hasBlanked = true
        text.append(UInt8(ascii: "\""))
        appendEscaped(blanked)
        text.append(UInt8(ascii: "\""))
    }

    /// Appends a text as it is spelled inside of a string; what is not UTF-8 as U+FFFD.
    private mutating func appendEscaped(_ plain: [UInt8]) {
        for byte in String(decoding: plain, as: UTF8.self).utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0x0a: text += "\\n".utf8
            case 0x0d: text += "\\r".utf8
            case 0x09: text += "\\t".utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                text += "\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8
            default: text.append(byte)
            }
        }
    }
}
