extension ScalarSet {
    /// The set of a general category such as `Lu`, or of a group of them such as `L`; nil where
    /// there is none of that name.
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
            // Surrogates are no scalars and do not occur in UTF-8: they stay in the range before.
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
