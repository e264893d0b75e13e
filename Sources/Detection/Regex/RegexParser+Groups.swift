extension RegexParser {
    /// Reads a group after its opening parenthesis; nil for one that holds nothing to match.
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

    /// Reads what follows `(?`, up to what the group holds; false where it holds nothing.
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
    /// hold to the end of the group around them.
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
