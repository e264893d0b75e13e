import CloudTrail

extension FieldTest.Matcher {
    /// Whether a candidate satisfies the matcher, for all matchers that look at one value alone.
    func accepts(_ kind: JSONKind, _ text: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .number(let wanted):
            return Self.number(kind, text)?.compared(to: wanted) == 0
        case .comparison(let comparison, let bound):
            return Self.number(kind, text).map { comparison.holds($0, bound) } ?? false
        case .boolean(let wanted):
            guard kind == .boolean || kind == .string else { return false }
            let word = wanted ? "true" : "false"
            return text.count == word.utf8.count
                && zip(text, word.utf8).allSatisfy { $0 == $1 || $0 == $1 & 0xdf }
        case .network(let block):
            guard kind == .string, let address = IPAddress(utf8: text.span) else { return false }
            return block.contains(address)
        case .timePart(let part, let comparison, let bound):
            guard kind == .string, let value = part.value(in: text) else { return false }
            return comparison.holds(.integer(value), bound)
        case .exists, .null, .text, .regex, .reference: return false
        }
    }

    /// Booleans are no numbers; texts are where JSON would have them so.
    private static func number(_ kind: JSONKind, _ text: ArraySlice<UInt8>) -> RuleNumber? {
        kind == .number || kind == .string ? RuleNumber(json: text) : nil
    }
}
