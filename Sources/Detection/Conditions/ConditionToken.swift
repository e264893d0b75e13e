import SecurityArchitecture

/// A word or a parenthesis of a condition.
enum ConditionToken: Hashable {
    case open
    case close
    case word(String)

    /// Cuts a condition into tokens.
    static func tokens(of text: String) throws(RuleFault) -> [ConditionToken] {
        var tokens: [ConditionToken] = []
        var word = ""
        func endWord() {
            if !word.isEmpty { tokens.append(.word(word)) }
            word = ""
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "(", ")":
                endWord()
                tokens.append(scalar == "(" ? .open : .close)
            case " ", "\t", "\n", "\r": endWord()
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "*": word.unicodeScalars.append(scalar)
            case "|":
                throw RuleFault(
                    "'|' begins an aggregation of old Sigma; write a correlation instead"
                )
            default:
                throw RuleFault(
                    "\(String(scalar).quoted) has no meaning in a condition; it has identifiers, "
                        + "and, or, not, '1 of', 'all of' and parentheses"
                )
            }
        }
        endWord()
        return tokens
    }
}
