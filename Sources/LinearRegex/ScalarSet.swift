/// A set of Unicode scalars.
struct ScalarSet: Sendable, Hashable {
    private static let last: UInt32 = 0x10FFFF

    /// Ascending, with gaps between them.
    private(set) var ranges: [ClosedRange<UInt32>]

    init(_ ranges: [ClosedRange<UInt32>] = []) {
        self.ranges = []
        self.ranges.reserveCapacity(ranges.count)
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let end = self.ranges.last, range.lowerBound <= end.upperBound &+ 1 {
                let upper = max(end.upperBound, range.upperBound)
                self.ranges[self.ranges.count - 1] = end.lowerBound...upper
            } else {
                self.ranges.append(range)
            }
        }
    }

    init(_ scalars: Unicode.Scalar...) { self.init(scalars.map { $0.value...$0.value }) }

    static let newline = ScalarSet("\n")

    static let all = ScalarSet([0...last])

    var isEmpty: Bool { ranges.isEmpty }

    var inverted: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.last { gaps.append(next...Self.last) }
        return ScalarSet(gaps)
    }

    func contains(_ value: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }

    func isDisjoint(with other: ScalarSet) -> Bool {
        var index = 0
        for range in ranges {
            while index < other.ranges.count, other.ranges[index].upperBound < range.lowerBound {
                index += 1
            }
            guard index < other.ranges.count else { return true }
            if other.ranges[index].lowerBound <= range.upperBound { return false }
        }
        return true
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }
}

extension ScalarSet {
    /// The set of a general category such as `Lu`, or of a group of them such as `L`; nil for any
    /// other name.
    init?(category name: String) {
        let members = Self.categoryNames.filter { category, short in
            short == name || (name.count == 1 && short.hasPrefix(name))
                || (name == "L&" && ["Lu", "Ll", "Lt"].contains(short)) || name == "Any"
        }
        guard !members.isEmpty else { return nil }
        self.init(members.flatMap { Self.categoryRanges[$0.key] ?? [] })
    }

    /// The ranges of each category, made when first asked for.
    private static let categoryRanges: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = {
        var ranges: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = [:]
        var current = Unicode.GeneralCategory.control
        var start: UInt32 = 0
        for value in 1...UInt32(0x110000) {
            // Surrogates do not occur in UTF-8: they stay in the range before.
            let category = Unicode.Scalar(value)?.properties.generalCategory
            if value < 0x110000, category == nil || category == current { continue }
            ranges[current, default: []].append(start...value - 1)
            start = value
            current = category ?? current
        }
        return ranges
    }()

    private static let categoryNames: [Unicode.GeneralCategory: String] = [
        .uppercaseLetter: "Lu", .lowercaseLetter: "Ll", .titlecaseLetter: "Lt",
        .modifierLetter: "Lm", .otherLetter: "Lo",
        .nonspacingMark: "Mn", .spacingMark: "Mc", .enclosingMark: "Me",
        .decimalNumber: "Nd", .letterNumber: "Nl", .otherNumber: "No",
        .connectorPunctuation: "Pc", .dashPunctuation: "Pd", .openPunctuation: "Ps",
        .closePunctuation: "Pe", .initialPunctuation: "Pi", .finalPunctuation: "Pf",
        .otherPunctuation: "Po",
        .mathSymbol: "Sm", .currencySymbol: "Sc", .modifierSymbol: "Sk", .otherSymbol: "So",
        .spaceSeparator: "Zs", .lineSeparator: "Zl", .paragraphSeparator: "Zp",
        .control: "Cc", .format: "Cf", .surrogate: "Cs", .privateUse: "Co", .unassigned: "Cn",
    ]
}

extension ScalarSet {
    /// The set with all scalars that differ from one of it in case only.
    ///
    /// That is Unicode's simple case folding: one scalar for one, so `ß` is not `ss`.
    var ignoringCase: ScalarSet {
        var more = ranges
        for range in ranges {
            if range.upperBound < 0x80 {
                Self.addASCII(range, to: &more)
                continue
            }
            let cased = Self.casedScalars
            var low = 0
            var high = cased.count
            while low < high {
                let middle = (low + high) / 2
                if cased[middle].value < range.lowerBound {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            while low < cased.count, cased[low].value <= range.upperBound {
                for other in Self.peers[cased[low].folded] ?? [] { more.append(other...other) }
                low += 1
            }
        }
        return ScalarSet(more)
    }

    /// ASCII needs no tables: `K` is also the Kelvin sign, `s` also the long s.
    private static func addASCII(
        _ range: ClosedRange<UInt32>,
        to ranges: inout [ClosedRange<UInt32>]
    ) {
        for value in range where (value | 0x20) &- 0x61 < 26 {
            let other = value ^ 0x20
            ranges.append(other...other)
            if value | 0x20 == 0x6B { ranges.append(0x212A...0x212A) }
            if value | 0x20 == 0x73 { ranges.append(0x17F...0x17F) }
        }
    }

    /// All scalars that have a case, ascending, with what they fold to; made when first asked for.
    private static let casedScalars: [(value: UInt32, folded: UInt32)] =
        (0...UInt32(0x1FFFF)).compactMap { value in
            guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenCaseMapped else {
                return nil
            }
            return (value, folded(scalar))
        }

    private static let peers = Dictionary(grouping: casedScalars, by: \.folded)
        .mapValues { $0.map(\.value) }

    private static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
        // The Turkish letters i fold to themselves, though their mappings lead to i.
        if scalar == "\u{130}" || scalar == "\u{131}" { return scalar.value }
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return (single(upper.properties.lowercaseMapping) ?? upper).value
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }
}

extension ScalarSet {
    static let digits = ScalarSet([0x30...0x39])
    static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let spaces = ScalarSet([0x09...0x0D, 0x20...0x20])
    static let horizontalSpaces = ScalarSet([
        0x09...0x09, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x180E...0x180E, 0x2000...0x200A,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
    ])
    static let verticalSpaces = ScalarSet([0x0A...0x0D, 0x85...0x85, 0x2028...0x2029])

    /// The set of a letter after a backslash, such as `d` or `D`; nil for others.
    init?(shorthand: Unicode.Scalar) {
        switch shorthand {
        case "d": self = .digits
        case "w": self = .words
        case "s": self = .spaces
        case "h": self = .horizontalSpaces
        case "v": self = .verticalSpaces
        case "D": self = Self.digits.inverted
        case "W": self = Self.words.inverted
        case "S": self = Self.spaces.inverted
        case "H": self = Self.horizontalSpaces.inverted
        case "V": self = Self.verticalSpaces.inverted
        case "N": self = Self.newline.inverted
        default: return nil
        }
    }

    /// The set of a POSIX name, such as `alpha` in `[[:alpha:]]`; nil for others.
    init?(posixName: String) {
        let lower: ClosedRange<UInt32> = 0x61...0x7A
        let upper: ClosedRange<UInt32> = 0x41...0x5A
        let digit: ClosedRange<UInt32> = 0x30...0x39
        switch posixName {
        case "alpha": self.init([lower, upper])
        case "lower": self.init([lower])
        case "upper": self.init([upper])
        case "digit": self.init([digit])
        case "alnum": self.init([lower, upper, digit])
        case "xdigit": self.init([0x61...0x66, 0x41...0x46, digit])
        case "word": self = .words
        case "space": self = .spaces
        case "blank": self = ScalarSet("\t", " ")
        case "punct": self.init([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
        case "cntrl": self.init([0...0x1F, 0x7F...0x7F])
        case "graph": self.init([0x21...0x7E])
        case "print": self.init([0x20...0x7E])
        case "ascii": self.init([0...0x7F])
        default: return nil
        }
    }
}
