extension RegexParser {
    /// Reads the quantifier that follows an atom, if one does.
    mutating func parseQuantifier(of atom: RegexNode) throws(RegexFault) -> RegexNode {
        let start = position
        guard let (minimum, maximum) = try parseRepetition() else { return atom }
        if let maximum, maximum < minimum { throw RegexFault(.reversed, at: start) }
        var possessiveOffset: Int?
        if skip("+") {
            possessiveOffset = position - 1
        } else {
            // Lazy: which of several matches is found first makes no difference here.
            _ = skip("?")
        }
        let end = position
        guard try parseRepetition() == nil else { throw RegexFault(.nothingToRepeat, at: end) }
        // What is nothing, or never there, is nothing however often it is repeated.
        guard atom.size > 0, maximum != 0 else { return .empty }
        return .repetition(
            RegexRepetition(
                atom,
                minimum: minimum,
                maximum: maximum,
                possessiveOffset: possessiveOffset
            )
        )
    }

    private mutating func parseRepetition() throws(RegexFault) -> (Int, Int?)? {
        if skip("*") { return (0, nil) }
        if skip("+") { return (1, nil) }
        if skip("?") { return (0, 1) }
        return try parseBounds()
    }

    /// Reads bounds in braces: `{n}`, `{n,}` or `{n,m}`.
    ///
    /// A brace that begins no such thing is a literal one, and is left where it is.
    mutating func parseBounds() throws(RegexFault) -> (Int, Int?)? {
        let start = position
        guard skip("{") else { return nil }
        let minimum = parseNumber()
        let hasComma = skip(",")
        let maximum = hasComma ? parseNumber() : minimum
        guard skip("}"), minimum != nil || maximum != nil else {
            position = start
            return nil
        }
        guard let minimum else { throw RegexFault(.noLowerBound, at: start) }
        return (minimum, maximum)
    }

    /// Reads a decimal number; one too large for any use is as good as another.
    private mutating func parseNumber() -> Int? {
        var number: Int?
        while let scalar = peek(), let digit = scalar.digit(base: 10) {
            number = min((number ?? 0) * 10 + Int(digit), 1_000_000)
            position += 1
        }
        return number
    }
}

extension Unicode.Scalar {
    /// The value of an ASCII digit.
    func digit(base: UInt32) -> UInt32? {
        let digit: UInt32 =
            switch self {
            case "0"..."9": value - 0x30
            case "a"..."f": value - 0x61 + 10
            case "A"..."F": value - 0x41 + 10
            default: base
            }
        return digit < base ? digit : nil
    }
}
