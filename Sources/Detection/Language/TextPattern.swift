/// A ``SigmaText`` prepared for matching UTF-8 bytes.
///
/// A pattern covers the whole text. One that ignores case is matched against folded texts.
///
/// - complexity: O(n) for a literal, a beginning or an end; else O(n · m) at worst in the lengths
///   of text and pattern, O(n) as a rule. Nothing is allocated.
struct TextPattern: Hashable, Sendable {
    /// The part between two stars: bytes, and a mark for each `?`.
    struct Segment: Hashable, Sendable {
        static let anyOne: UInt16 = 0x100

        var units: [UInt16]
        /// The bytes, where there is no `?`.
        var literal: [UInt8]?
    }

    enum Shape: Hashable, Sendable {
        /// `*`: any text.
        case anything
        case equal([UInt8])
        /// `abc*`.
        case prefix([UInt8])
        /// `*abc`.
        case suffix([UInt8])
        /// `*abc*`.
        case contained([UInt8])
        case general([Segment], opensStart: Bool, opensEnd: Bool)
    }

    let shape: Shape
    let isCased: Bool

    init(_ text: SigmaText, isCased: Bool) {
        self.isCased = isCased
        shape = Self.shape(text, isCased: isCased)
    }

    init(shape: Shape, isCased: Bool) {
        self.shape = shape
        self.isCased = isCased
    }

    /// The only text that matches, folded unless the pattern is cased; nil with wildcards.
    var literal: [UInt8]? {
        guard case .equal(let bytes) = shape else { return nil }
        return bytes
    }

    var isLiteral: Bool {
        if case .equal = shape { return true }
        return false
    }

    private static func shape(_ text: SigmaText, isCased: Bool) -> Shape {
        var segments: [Segment] = []
        for part in text.parts.split(separator: .anyRun, omittingEmptySubsequences: true) {
            var units: [UInt16] = []
            units.reserveCapacity(part.count)
            for part in part {
                switch part {
                case .anyOne: units.append(Segment.anyOne)
                case .anyRun: break
                case .scalar(let scalar):
                    let folded = isCased ? scalar : CaseFolding.folded(scalar)
                    for byte in folded.utf8 { units.append(UInt16(byte)) }
                }
            }
            let isLiteral = units.allSatisfy { $0 != Segment.anyOne }
            segments.append(
                Segment(units: units, literal: isLiteral ? units.map { UInt8($0) } : nil)
            )
        }
        let opensStart = text.parts.first == .anyRun
        let opensEnd = text.parts.last == .anyRun
        guard let first = segments.first else { return opensStart ? .anything : .equal([]) }
        guard segments.count == 1, let literal = first.literal else {
            return .general(segments, opensStart: opensStart, opensEnd: opensEnd)
        }
        switch (opensStart, opensEnd) {
        case (false, false): return .equal(literal)
        case (false, true): return .prefix(literal)
        case (true, false): return .suffix(literal)
        case (true, true): return .contained(literal)
        }
    }
}

extension TextPattern {
    /// Whether the pattern matches a text, which is folded unless the pattern is cased.
    @inline(__always)
    func matches(_ text: Span<UInt8>) -> Bool {
        switch shape {
        case .anything: true
        case .equal(let bytes): bytes.count == text.count && Self.isEqual(bytes, text, at: 0)
        case .prefix(let bytes): bytes.count <= text.count && Self.isEqual(bytes, text, at: 0)
        case .suffix(let bytes):
            bytes.count <= text.count && Self.isEqual(bytes, text, at: text.count - bytes.count)
        case .contained(let bytes): Self.find(bytes, in: text, from: 0) != nil
        case .general(let segments, let opensStart, let opensEnd):
            Self.matches(segments, opensStart, opensEnd, text)
        }
    }

    private static func matches(
        _ segments: [Segment],
        _ opensStart: Bool,
        _ opensEnd: Bool,
        _ text: Span<UInt8>
    ) -> Bool {
        var position = 0
        // The leftmost place of each segment leaves the most room for the next, so nothing is tried
        // twice.
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            let isBound = index == 0 && !opensStart
            let mustEnd = isLast && !opensEnd
            if isBound {
                guard let end = segment.end(in: text, at: position), !mustEnd || end == text.count
                else { return false }
                position = end
            } else if mustEnd {
                return segment.isAtEnd(of: text, from: position)
            } else {
                guard let end = segment.find(in: text, from: position) else { return false }
                position = end
            }
        }
        return true
    }

    @inline(__always)
    static func isEqual(_ bytes: [UInt8], _ text: Span<UInt8>, at start: Int) -> Bool {
        for index in 0..<bytes.count where bytes[index] != text[start + index] { return false }
        return true
    }

    /// The end of the first occurrence of some bytes.
    static func find(_ bytes: [UInt8], in text: Span<UInt8>, from start: Int) -> Int? {
        guard let first = bytes.first else { return start }
        var position = start
        let last = text.count - bytes.count
        while position <= last {
            if text[position] == first, isEqual(bytes, text, at: position) {
                return position + bytes.count
            }
            position += 1
        }
        return nil
    }
}

extension TextPattern.Segment {
    /// The end of the segment, if it is at a position.
    func end(in text: Span<UInt8>, at start: Int) -> Int? {
        var position = start
        for unit in units {
            guard position < text.count else { return nil }
            if unit == Self.anyOne {
                position += 1
                while position < text.count, text[position] & 0xc0 == 0x80 { position += 1 }
            } else {
                guard UInt16(text[position]) == unit else { return nil }
                position += 1
            }
        }
        return position
    }

    /// The end of the segment's first occurrence.
    func find(in text: Span<UInt8>, from start: Int) -> Int? {
        if let literal { return TextPattern.find(literal, in: text, from: start) }
        var position = start
        while position < text.count {
            if text[position] & 0xc0 != 0x80, let end = end(in: text, at: position) { return end }
            position += 1
        }
        return nil
    }

    /// Whether the segment is at the end of the text, and not before a position.
    func isAtEnd(of text: Span<UInt8>, from start: Int) -> Bool {
        if let literal {
            let place = text.count - literal.count
            return place >= start && TextPattern.isEqual(literal, text, at: place)
        }
        var position = start
        while position < text.count {
            if text[position] & 0xc0 != 0x80, end(in: text, at: position) == text.count {
                return true
            }
            position += 1
        }
        return false
    }
}

/// A text with Sigma's wildcards: `*` any run of characters, `?` exactly one.
struct SigmaText: Hashable, Sendable {
    /// One character of the text, or a wildcard.
    enum Part: Hashable, Sendable {
        case scalar(Unicode.Scalar)
        case anyRun
        case anyOne
    }

    var parts: [Part]

    /// Reads a text with Sigma's escapes.
    ///
    /// `\*` and `\?` are the characters themselves and `\\` is one backslash; a backslash before
    /// anything else, or last, is itself.
    init(_ text: String) {
        parts = []
        parts.reserveCapacity(text.utf8.count)
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            switch scalar {
            case "*": append(.anyRun)
            case "?": append(.anyOne)
            case "\\":
                if let escaped = next, escaped == "*" || escaped == "?" || escaped == "\\" {
                    append(.scalar(escaped))
                    next = scalars.next()
                } else {
                    append(.scalar(scalar))
                }
            default: append(.scalar(scalar))
            }
        }
    }

    /// Uses a text as it is, without escapes or wildcards.
    init(literal text: String) {
        parts = text.unicodeScalars.map(Part.scalar)
    }

    init(parts: [Part]) {
        self.parts = []
        for part in parts { append(part) }
    }

    /// A second star in a row adds nothing, and would cost time in each match.
    private mutating func append(_ part: Part) {
        if part == .anyRun, parts.last == .anyRun { return }
        parts.append(part)
    }

    /// The text, where it has no wildcard.
    var literal: String? {
        var scalars = String.UnicodeScalarView()
        for part in parts {
            guard case .scalar(let scalar) = part else { return nil }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    var hasWildcard: Bool { parts.contains { $0 == .anyRun || $0 == .anyOne } }

    /// Adds a star at the beginning, unless there is one.
    mutating func openStart() {
        if parts.first != .anyRun { parts.insert(.anyRun, at: 0) }
    }

    /// Adds a star at the end, unless there is one.
    mutating func openEnd() {
        if parts.last != .anyRun { parts.append(.anyRun) }
    }
}
