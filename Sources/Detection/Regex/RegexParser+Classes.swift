extension RegexParser {
    /// Reads a class after its opening bracket.
    mutating func parseClass() throws(RegexFault) -> ScalarSet {
        let start = position - 1
        let isNegated = skip("^")
        // Those written out are folded, those that a name stands for are what they are.
        var written: [ClosedRange<UInt32>] = []
        var named: [ClosedRange<UInt32>] = []
        var isFirst = true
        while isFirst || peek() != "]" {
            isFirst = false
            guard peek() != nil else { throw RegexFault(.unfinished("a class"), at: start) }
            if let set = try parseNamedMember() {
                named += set.ranges
                continue
            }
            let offset = position
            let low = try parseMember(start)
            // A hyphen before the end or before a set is itself.
            guard peek() == "-", let next = peek(1), next != "]", !startsSet(1) else {
                written.append(low.value...low.value)
                continue
            }
            position += 1
            let high = try parseMember(start)
            guard low <= high else { throw RegexFault(.reversed, at: offset) }
            written.append(low.value...high.value)
        }
        position += 1
        var set = ScalarSet(written)
        if options.contains(.ignoreCase) { set = set.ignoringCase }
        set = set.union(ScalarSet(named))
        return isNegated ? set.inverted : set
    }

    /// Whether what is so far ahead stands for a set of its own.
    private func startsSet(_ ahead: Int) -> Bool {
        if peek(ahead) == "[" { return peek(ahead + 1) == ":" }
        guard peek(ahead) == "\\", let next = peek(ahead + 1) else { return false }
        return next == "p" || next == "P" || ScalarSet(shorthand: next) != nil
    }

    /// Reads `[:alpha:]`, `\d` or `\p{L}`; nil where something else comes.
    private mutating func parseNamedMember() throws(RegexFault) -> ScalarSet? {
        let start = position
        if skip("[:") {
            let isNegated = skip("^")
            var name = ""
            while let scalar = peek(), "a"..."z" ~= scalar {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            guard skip(":]") else {
                // A bracket and a colon that are no name are themselves.
                position = start
                return nil
            }
            guard var set = ScalarSet(posixName: name) else {
                throw RegexFault(.unknownName(name), at: start)
            }
            if options.contains(.ignoreCase), name == "upper" || name == "lower" {
                set = ScalarSet(posixName: "alpha") ?? set
            }
            return isNegated ? set.inverted : set
        }
        guard peek() == "\\" else { return nil }
        position += 1
        if let set = try parseSetEscape() { return set }
        position = start
        return nil
    }

    /// Reads one scalar of a class.
    private mutating func parseMember(_ start: Int) throws(RegexFault) -> Unicode.Scalar {
        guard let scalar = peek() else { throw RegexFault(.unfinished("a class"), at: start) }
        position += 1
        guard scalar == "\\" else { return scalar }
        // Inside a class there is no boundary of words: \b is a backspace there.
        if skip("b") { return "\u{8}" }
        return try parseScalarEscape()
    }
}
