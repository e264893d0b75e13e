import CloudTrail

extension OutputValue {
    /// The value as text for a cell; text is not made safe yet.
    var plainText: String {
        switch self {
        case .null: return ""
        case .text(let text): return text
        case .integer(let number): return String(number)
        case .boolean(let flag): return flag ? "true" : "false"
        case .time(let seconds): return EventTime(seconds: seconds).description
        case .json, .object, .array:
            var text = ""
            appendJSON(to: &text)
            return text
        }
    }
}
