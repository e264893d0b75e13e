extension RegexParser {
    /// Reads a class after its opening bracket.
    mutating func parseClass() throws(RegexFault) -> ScalarSet {
        let start = position - 1
        let isNegated = skip("^")
        // Written members are case-folded, named sets are not.
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
            // A hyphen before the end or before a set is literal.
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

    /// Whether a set of its own begins so far ahead.
    private func startsSet(_ ahead: Int) -> Bool {
        if peek(ahead) == "[" { return peek(ahead + 1) == ":" }
        guard peek(ahead) == "\\", let next = peek(ahead + 1) else { return false }
        return next == "p" || next == "P" || ScalarSet(shorthand: next) != nil
    }

    /// Reads `[:alpha:]`, `\d` or `\p{L}`; nil where something else follows.
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
                // A bracket and a colon without a name are literal.
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
        // Inside a class there are no word boundaries: \b is a backspace.
        if skip("b") { return "\u{8}" }
        return try parseScalarEscape()
    }
}

extension RegexParser {
    /// Reads an escape after its backslash.
    mutating func parseEscape() throws(RegexFault) -> RegexNode {
        switch peek() {
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        case "A": return assertion(.textStart)
        case "z": return assertion(.textEnd)
        case "Z": return assertion(.lastLineEnd)
        default: break
        }
        if let set = try parseSetEscape() { return .set(set) }
        return literal(try parseScalarEscape())
    }

    private mutating func assertion(_ assertion: RegexAssertion) -> RegexNode {
        position += 1
        return .assertion(assertion)
    }

    /// Reads an escape for a set, such as `\d` or `\p{L}`; nil for others.
    mutating func parseSetEscape() throws(RegexFault) -> ScalarSet? {
        guard let scalar = peek() else { return nil }
        if let set = ScalarSet(shorthand: scalar) {
            position += 1
            return set
        }
        guard scalar == "p" || scalar == "P" else { return nil }
        let start = position - 1
        position += 1
        var name = ""
        if skip("{") {
            while let next = peek(), next != "}" {
                name.unicodeScalars.append(next)
                position += 1
            }
            guard skip("}") else { throw RegexFault(.unfinished("a category"), at: start) }
        } else if let next = peek() {
            name.unicodeScalars.append(next)
            position += 1
        }
        let isNegated = (name.first == "^") != (scalar == "P")
        if name.first == "^" { name.removeFirst() }
        guard var set = ScalarSet(category: name) else {
            throw RegexFault(.unknownName(name), at: start)
        }
        if options.contains(.ignoreCase), ["Lu", "Ll", "Lt"].contains(name) {
            set = ScalarSet(category: "L&") ?? set
        }
        return isNegated ? set.inverted : set
    }

    mutating func parseScalarEscape() throws(RegexFault) -> Unicode.Scalar {
        let start = position - 1
        guard let scalar = peek() else { throw RegexFault(.unfinished("an escape"), at: start) }
        position += 1
        switch scalar {
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "f": return "\u{C}"
        case "a": return "\u{7}"
        case "e": return "\u{1B}"
        case "0": return try parseDigits(2, base: 8, start)
        case "u": return try parseDigits(4, base: 16, start, isExact: true)
        case "x":
            guard skip("{") else { return try parseDigits(2, base: 16, start) }
            let value = try parseDigits(8, base: 16, start)
            guard skip("}") else { throw RegexFault(.unfinished("an escape"), at: start) }
            return value
        case "1"..."9", "k", "g": throw RegexFault(.unsupported("back-references are"), at: start)
        case "G", "K", "R", "X", "C", "c", "o":
            throw RegexFault(.unsupported(#"\\#(scalar) is"#), at: start)
        case "A"..."Z", "a"..."z": throw RegexFault(.unknownEscape(scalar), at: start)
        default: return scalar
        }
    }

    private mutating func parseDigits(
        _ limit: Int,
        base: UInt32,
        _ start: Int,
        isExact: Bool = false
    ) throws(RegexFault) -> Unicode.Scalar {
        var value: UInt32 = 0
        var count = 0
        while count < limit, let digit = peek()?.digit(base: base) {
            value = min(value * base + digit, 0x110000)
            count += 1
            position += 1
        }
        if isExact, count < limit { throw RegexFault(.unfinished("an escape"), at: start) }
        guard let scalar = Unicode.Scalar(value) else { throw RegexFault(.noScalar, at: start) }
        return scalar
    }
}
