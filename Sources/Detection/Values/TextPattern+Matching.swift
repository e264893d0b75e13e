extension TextPattern {
    /// Whether the pattern covers a text, given folded unless the pattern is cased.
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
        // The leftmost place of each segment leaves the most room for the next, so that nothing
        // need be tried twice.
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

    /// The end of the first place of some bytes.
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
    /// The end of the segment where it stands at a position.
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

    /// The end of the first place of the segment.
    func find(in text: Span<UInt8>, from start: Int) -> Int? {
        if let literal { return TextPattern.find(literal, in: text, from: start) }
        var position = start
        while position < text.count {
            if text[position] & 0xc0 != 0x80, let end = end(in: text, at: position) { return end }
            position += 1
        }
        return nil
    }

    /// Whether the segment stands at the end of the text, and not before a position.
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
