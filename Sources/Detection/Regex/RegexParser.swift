/// Reads a pattern.
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

    /// The scalar so far ahead, if there is one.
    func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < scalars.count ? scalars[position + ahead] : nil
    }

    /// Passes a text if it comes next.
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

    /// Reads what a quantifier may follow; nil for what is nothing, such as `(?i)`.
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

    /// A character of the text, in each case if case is ignored.
    func literal(_ scalar: Unicode.Scalar) -> RegexNode {
        let set = ScalarSet(scalar)
        return .set(options.contains(.ignoreCase) ? set.ignoringCase : set)
    }
}
