import Basics
import CloudTrail

/// JSON for people: indented, one line per member.
enum PrettyJSON {
    /// The text of a JSON value, safe for a terminal.
    ///
    /// - parameter json: Valid JSON; anything else is only made safe.
    static func text(_ json: String) -> String {
        guard let value = try? JSONValue(parsing: Array(json.utf8)) else {
            return TerminalText.visible(json)
        }
        var text = ""
        append(value, indent: "", to: &text)
        return text
    }

    private static func append(_ value: JSONValue, indent: String, to text: inout String) {
        let deeper = indent + "  "
        switch value.kind {
        case .object:
            let members = value.members
            guard !members.isEmpty else { return text += "{}" }
            text += "{\n"
            for (number, member) in members.enumerated() {
                text += deeper + JSONText.quoted(member.key) + ": "
                append(member.value, indent: deeper, to: &text)
                text += number < members.count - 1 ? ",\n" : "\n"
            }
            text += indent + "}"
        case .array:
            let elements = value.elements
            guard !elements.isEmpty else { return text += "[]" }
            text += "[\n"
            for (number, element) in elements.enumerated() {
                text += deeper
                append(element, indent: deeper, to: &text)
                text += number < elements.count - 1 ? ",\n" : "\n"
            }
            text += indent + "]"
        case .string: text += JSONText.quoted(value.string ?? "")
        default: text += value.json
        }
    }
}
