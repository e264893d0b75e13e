/// A ``SigmaText`` made ready for matching UTF-8 bytes.
///
/// A pattern covers the whole text. One that ignores case is matched against folded texts.
///
/// - complexity: O(n) for a literal, a beginning or an end; else O(n · m) at worst in the lengths
///   of text and pattern, O(n) as a rule. Nothing is allocated.
struct TextPattern: Hashable, Sendable {
    /// What lies between two stars: bytes, and a mark for each `?`.
    struct Segment: Hashable, Sendable {
        static let anyOne: UInt16 = 0x100

        var units: [UInt16]
        /// The bytes, where there is no `?`.
        var literal: [UInt8]?
    }

    enum Shape: Hashable, Sendable {
        /// `*`: any text.
        case anything
        /// No wildcard.
        case equal([UInt8])
        /// `abc*`.
        case prefix([UInt8])
        /// `*abc`.
        case suffix([UInt8])
        /// `*abc*`.
        case contained([UInt8])
        /// Anything else.
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

    /// The text that alone matches, folded unless the pattern is cased; nil with wildcards.
    var literal: [UInt8]? {
        guard case .equal(let bytes) = shape else { return nil }
        return bytes
    }

    /// Whether the pattern has no wildcard.
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
