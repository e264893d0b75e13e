struct RegexParser {
    let scalars: [Unicode.Scalar]
    var position = 0
    var options: LinearRegexOptions
    /// Whether this is between `\Q` and `\E`.
    private var isQuoted = false
    private var depth = 0

    init(_ pattern: String, options: LinearRegexOptions) {
        scalars = Array(pattern.unicodeScalars)
        self.options = options
    }

    mutating func parse() throws(RegexFault) -> RegexNode {
        guard scalars.count <= LinearRegex.maximumLength else {
            throw RegexFault(
                .beyondLimit(LinearRegex.maximumLength, "characters"),
                at: LinearRegex.maximumLength
            )
        }
        let node = try parseAlternatives()
        guard position == scalars.count else {
            throw RegexFault(.unmatchedParenthesis, at: position)
        }
        return node
    }

    /// The scalar so far ahead, if any.
    func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < scalars.count ? scalars[position + ahead] : nil
    }

    /// Skips a text if it comes next.
    mutating func skip(_ text: String) -> Bool {
        let expected = text.unicodeScalars
        guard scalars[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    /// Reads up to the closing parenthesis of the group, or to the end.
    mutating func parseAlternatives() throws(RegexFault) -> RegexNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= LinearRegex.maximumNesting + 1 else {
            throw RegexFault(
                .beyondLimit(LinearRegex.maximumNesting, "nested groups"),
                at: position
            )
        }
        var branches: [RegexNode] = []
        repeat { branches.append(try parseSequence()) } while !isQuoted && skip("|")
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func parseSequence() throws(RegexFault) -> RegexNode {
        var nodes: [RegexNode] = []
        while true {
            skipQuoteMarks()
            guard let scalar = peek(), isQuoted || (scalar != "|" && scalar != ")") else { break }
            let start = position
            guard let atom = try parseAtom(scalar) else { continue }
            skipQuoteMarks()
            let node = isQuoted ? atom : try parseQuantifier(of: atom)
            guard node.size <= LinearRegex.maximumInstructions else {
                throw RegexFault(
                    .beyondLimit(LinearRegex.maximumInstructions, "instructions"),
                    at: start
                )
            }
            nodes.append(node)
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func skipQuoteMarks() {
        while true {
            if isQuoted {
                guard skip(#"\E"#) else { return }
                isQuoted = false
            } else if skip(#"\Q"#) {
                isQuoted = true
            } else if !skip(#"\E"#) {
                return
            }
        }
    }

    /// Reads what a quantifier may follow; nil for what matches nothing, such as `(?i)`.
    private mutating func parseAtom(_ scalar: Unicode.Scalar) throws(RegexFault) -> RegexNode? {
        position += 1
        guard !isQuoted else { return literal(scalar) }
        switch scalar {
        case "(": return try parseGroup()
        case "[": return .set(try parseClass())
        case "\\": return try parseEscape()
        case ".": return .set(options.contains(.dotAll) ? .all : ScalarSet.newline.inverted)
        case "^": return .assertion(options.contains(.multiline) ? .lineStart : .textStart)
        case "$": return .assertion(options.contains(.multiline) ? .lineEnd : .lastLineEnd)
        case "*", "+", "?": throw RegexFault(.nothingToRepeat, at: position - 1)
        case "{":
            position -= 1
            let start = position
            guard try parseBounds() == nil else { throw RegexFault(.nothingToRepeat, at: start) }
            position += 1
            return literal(scalar)
        default: return literal(scalar)
        }
    }

    /// A literal character, in both cases if case is ignored.
    func literal(_ scalar: Unicode.Scalar) -> RegexNode {
        let set = ScalarSet(scalar)
        return .set(options.contains(.ignoreCase) ? set.ignoringCase : set)
    }
}

extension RegexParser {
    /// Reads a group after its opening parenthesis; nil for one with nothing to match.
    mutating func parseGroup() throws(RegexFault) -> RegexNode? {
        let start = position - 1
        if peek() == "*" { throw RegexFault(.unsupported("control verbs are"), at: start) }
        let outer = options
        if skip("?") {
            guard try parseKind(start) else { return nil }
        }
        let node = try parseAlternatives()
        guard skip(")") else { throw RegexFault(.unfinished("a group"), at: start) }
        options = outer
        return node
    }

    /// Reads what follows `(?`, up to the group's content; false where there is none.
    private mutating func parseKind(_ start: Int) throws(RegexFault) -> Bool {
        if skip(":") || skip("|") { return true }
        if skip("#") {
            while let scalar = peek(), scalar != ")" {
                _ = scalar
                position += 1
            }
            guard skip(")") else { throw RegexFault(.unfinished("a comment"), at: start) }
            return false
        }
        try rejectUnsupported(start)
        if skip("P<") || skip("<") {
            try parseName(until: ">", start)
            return true
        }
        if skip("'") {
            try parseName(until: "'", start)
            return true
        }
        return try parseFlags(start)
    }

    private func rejectUnsupported(_ start: Int) throws(RegexFault) {
        let rest = scalars[position...].prefix(2).map(\.value)
        let text = String(String.UnicodeScalarView(rest.compactMap(Unicode.Scalar.init)))
        let what: String? =
            switch text.prefix(1) {
            case "=", "!": "look-ahead is"
            case ">": "atomic groups are"
            case "(": "conditions are"
            case "R", "&", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "+": "recursion is"
            case "C": "callouts are"
            case "<" where text == "<=" || text == "<!": "look-behind is"
            case "P" where text == "P=": "back-references are"
            case "P" where text == "P>": "recursion is"
            case "-" where text.dropFirst().first?.isNumber == true: "recursion is"
            default: nil
            }
        if let what { throw RegexFault(.unsupported(what), at: start) }
    }

    private mutating func parseName(until end: String, _ start: Int) throws(RegexFault) {
        let first = position
        while let scalar = peek(),
            scalar == "_" || scalar.properties.isAlphabetic
                || scalar.digit(base: 10) != nil
        {
            position += 1
        }
        guard position > first, skip(end) else {
            throw RegexFault(.unfinished("a group's name"), at: start)
        }
    }

    /// Reads flags such as `i` or `im-s`, and `:` where they are a group's own; otherwise they
    /// apply to the end of the enclosing group.
    private mutating func parseFlags(_ start: Int) throws(RegexFault) -> Bool {
        var isOff = false
        while let scalar = peek() {
            position += 1
            let flag: LinearRegexOptions
            switch scalar {
            case ")": return false
            case ":": return true
            case "-" where !isOff:
                isOff = true
                continue
            case "i": flag = .ignoreCase
            case "m": flag = .multiline
            case "s": flag = .dotAll
            default:
                throw RegexFault(.unsupported("flags other than i, m and s are"), at: position - 1)
            }
            if isOff { options.remove(flag) } else { options.insert(flag) }
        }
        throw RegexFault(.unfinished("a group"), at: start)
    }
}

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
            // Lazy: which match is found first makes no difference here.
            _ = skip("?")
        }
        let end = position
        guard try parseRepetition() == nil else { throw RegexFault(.nothingToRepeat, at: end) }
        // An empty or absent atom stays so however often it is repeated.
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
    /// Any other brace is literal, and is left in place.
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

    /// Reads a decimal number, capped where no limit allows it anyway.
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
