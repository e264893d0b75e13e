import Basics

/// Reads the XML that AWS answers, a token at a time.
///
/// For example:
///
/// ```swift
/// var scanner = XMLScanner(Array("<Error><Code>NoSuchKey</Code></Error>".utf8))
/// while let token = try scanner.next() { print(token) }
/// // start("Error"), start("Code"), text("NoSuchKey"), end("Code"), end("Error")
/// ```
///
/// It knows what the services write: elements, text, CDATA, the five entities and numeric ones.
/// Attributes, comments and processing instructions are skipped, and a document type is an error, so
/// that no entity can be declared: what answers may be a proxy, or an attacker's server. Foundation's
/// parser would be another library to link, and it follows declarations.
///
/// - complexity: O(n) in bytes, one pass; memory for the token and the names of the open elements,
///   at most ``depthLimit``.
///
/// Related documentation: <https://www.w3.org/TR/xml/>
package struct XMLScanner {
    package enum Token: Hashable, Sendable {
        case start(String)
        /// All text up to the next tag, its entities decoded; never empty.
        case text(String)
        case end(String)
    }

    /// The most elements inside each other.
    package static let depthLimit = 32

    private let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []
    /// The end of an element that was written as `<Prefix/>`.
    private var isEmptyElement = false
    private var hasRoot = false

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Reads the next token; nil after the end of the root element.
    ///
    /// - throws: ``XMLFault`` where it is not such XML.
    package mutating func next() throws(XMLFault) -> Token? {
        if isEmptyElement {
            isEmptyElement = false
            if let name = open.popLast() { return .end(name) }
        }
        while position < bytes.count {
            if isTag {
                if let token = try tag() { return token }
            } else if let text = try text() {
                return .text(text)
            }
        }
        guard hasRoot, open.isEmpty else {
            throw fault(hasRoot ? "ends inside an element" : "contains no element")
        }
        return nil
    }

    /// Whether what follows is markup; CDATA is text.
    private var isTag: Bool { bytes[position] == UInt8(ascii: "<") && !isCDATA }

    private var isCDATA: Bool {
        position + 2 < bytes.count && bytes[position + 1] == UInt8(ascii: "!")
            && bytes[position + 2] == UInt8(ascii: "[") && follows("<![CDATA[")
    }

    /// Reads markup; nil for what is skipped.
    private mutating func tag() throws(XMLFault) -> Token? {
        guard position + 1 < bytes.count else { throw fault("ends inside a tag") }
        switch bytes[position + 1] {
        case UInt8(ascii: "/"): return try end()
        case UInt8(ascii: "?"): try skip(past: "?>")
        case UInt8(ascii: "!") where follows("<!--"): try skip(past: "-->")
        case UInt8(ascii: "!"): throw fault("contains a document type or another declaration")
        default: return try start()
        }
        return nil
    }

    private mutating func end() throws(XMLFault) -> Token {
        position += 2
        let end = nameEnd
        guard let name = open.last, name.utf8.elementsEqual(bytes[position..<end]) else {
            throw fault("closes an element that is not open")
        }
        position = end
        skipBlanks()
        try expect(UInt8(ascii: ">"))
        open.removeLast()
        return .end(name)
    }

    private mutating func start() throws(XMLFault) -> Token {
        guard !open.isEmpty || !hasRoot else { throw fault("has more than one root element") }
        guard open.count < Self.depthLimit else { throw fault("is nested too deeply") }
        position += 1
        let name = try name()
        hasRoot = true
        open.append(name)
        // Attributes: a `>` may be in a quoted value.
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: ">"): return .start(name)
            case UInt8(ascii: "/"):
                try expect(UInt8(ascii: ">"))
                isEmptyElement = true
                return .start(name)
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = bytes[position...].firstIndex(of: byte) else {
                    throw fault("has an attribute without an end")
                }
                position = end + 1
            case UInt8(ascii: "<"): throw fault("has a < inside a tag")
            default: break
            }
        }
        throw fault("ends inside a tag")
    }

    /// Reads text up to the next tag; nil for blanks outside of the root element.
    private mutating func text() throws(XMLFault) -> String? {
        var text: [UInt8] = []
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "&"): text += String(try entity()).utf8
            case UInt8(ascii: "<"):
                guard isCDATA else { return try string(text) }
                let start = position + 9
                try skip(past: "]]>")
                text += bytes[start..<position - 3]
            default:
                var end = position + 1
                while end < bytes.count, bytes[end] != UInt8(ascii: "<"),
                    bytes[end] != UInt8(ascii: "&")
                {
                    end += 1
                }
                text += bytes[position..<end]
                position = end
            }
        }
        return try string(text)
    }

    private func string(_ text: [UInt8]) throws(XMLFault) -> String? {
        if open.isEmpty {
            guard text.allSatisfy(Self.isBlank) else { throw fault("has text outside of its root") }
            return nil
        }
        guard let string = String(validating: text, as: UTF8.self) else {
            throw fault("is not valid UTF-8")
        }
        return string.isEmpty ? nil : string
    }

    private mutating func entity() throws(XMLFault) -> Unicode.Scalar {
        let window = bytes[position...].prefix(12)
        guard let end = window.firstIndex(of: UInt8(ascii: ";")) else {
            throw fault("has an & that begins no entity")
        }
        let name = String(decoding: bytes[position + 1..<end], as: UTF8.self)
        position = end + 1
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let isHex = name.hasPrefix("#x")
            let digits = name.dropFirst(isHex ? 2 : 1)
            guard name.hasPrefix("#"), digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
                let value = UInt32(digits, radix: isHex ? 16 : 10),
                let scalar = Unicode.Scalar(value)
            else { throw fault("has an unknown entity") }
            return scalar
        }
    }

    private mutating func name() throws(XMLFault) -> String {
        let end = nameEnd
        guard end > position, end - position <= 100 else { throw fault("has a tag without a name") }
        defer { position = end }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    private var nameEnd: Int {
        var end = position
        while end < bytes.count, Self.isNameByte(bytes[end]) { end += 1 }
        return end
    }

    private mutating func expect(_ byte: UInt8) throws(XMLFault) {
        guard position < bytes.count, bytes[position] == byte else {
            throw fault("has a tag that does not end")
        }
        position += 1
    }

    private mutating func skipBlanks() {
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
    }

    private mutating func skip(past end: StaticString) throws(XMLFault) {
        guard let range = bytes[position...].firstRange(ofASCII: end) else {
            throw fault("ends inside a comment, an instruction or CDATA")
        }
        position = range.upperBound
    }

    private func follows(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    private func fault(_ reason: String) -> XMLFault { XMLFault(reason: reason, offset: position) }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x5F, 0x2E, 0x3A: true
        default: false
        }
    }
}

/// What is wrong with XML, and where.
package struct XMLFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String
    /// In bytes from the beginning.
    package let offset: Int

    package var description: String { "the XML \(reason), at byte \(offset)" }
}

/// An element of a small answer, with all that is in it.
///
/// For example:
///
/// ```swift
/// try XMLElement(bytes)["Error"]?["Code"]?.text
/// ```
package struct XMLElement: Hashable, Sendable {
    package let name: String
    package private(set) var children: [XMLElement] = []
    /// The text of the element itself.
    package private(set) var text = ""

    /// Reads a document.
    ///
    /// - parameter bytes: The whole document; the caller limits its size.
    /// - complexity: O(n) in bytes, in time and memory.
    package init(_ bytes: [UInt8]) throws(XMLFault) {
        var scanner = XMLScanner(bytes)
        var open: [XMLElement] = []
        while let token = try scanner.next() {
            switch token {
            case .start(let name): open.append(XMLElement(name: name))
            case .text(let text): open[open.count - 1].text += text
            case .end:
                guard let element = open.popLast() else { break }
                guard !open.isEmpty else {
                    self = element
                    // What follows the root may still be wrong.
                    _ = try scanner.next()
                    return
                }
                open[open.count - 1].children.append(element)
            }
        }
        throw XMLFault(reason: "contains no element", offset: bytes.count)
    }

    private init(name: String) { self.name = name }

    /// The first child of a name.
    package subscript(name: String) -> XMLElement? { children.first { $0.name == name } }
}
