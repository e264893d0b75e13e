import CloudTrail

extension OutputValue {
    /// Appends the value as JSON, on one line.
    ///
    /// - parameter text: The text to append to.
    func appendJSON(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .text(let string): JSONText.append(string, to: &text)
        case .integer(let number): text += String(number)
        case .boolean(let flag): text += flag ? "true" : "false"
        case .time(let seconds): text += "\"\(EventTime(seconds: seconds))\""
        case .json(let json): JSONText.appendCompacted(json, to: &text)
        case .object(let members): Self.appendObject(members, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.appendJSON(to: &text)
            }
            text += "]"
        }
    }

    private static func appendObject(
        _ members: [(String, OutputValue)],
        to text: inout String
    ) {
        text += "{"
        var isFirst = true
        for (name, value) in members {
            if case .null = value { continue }
            if !isFirst { text += "," }
            isFirst = false
            JSONText.append(name, to: &text)
            text += ":"
            value.appendJSON(to: &text)
        }
        text += "}"
    }
}
