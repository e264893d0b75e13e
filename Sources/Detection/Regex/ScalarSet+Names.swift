extension ScalarSet {
    static let digits = ScalarSet([0x30...0x39])
    static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let spaces = ScalarSet([0x09...0x0D, 0x20...0x20])
    static let horizontalSpaces = ScalarSet([
        0x09...0x09, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x180E...0x180E, 0x2000...0x200A,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
    ])
    static let verticalSpaces = ScalarSet([0x0A...0x0D, 0x85...0x85, 0x2028...0x2029])

    /// The set that a letter after a backslash stands for, such as `d` or `D`; nil for others.
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

    /// The set that a POSIX name stands for, such as `alpha` in `[[:alpha:]]`; nil for others.
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
