import Yams

extension RuleValue {
    /// Types a scalar as YAML 1.1 does, the dialect that Sigma's own tools read.
    ///
    /// What stands in quotes is a text, and so is a block scalar. See <https://yaml.org/type/>.
    init(_ scalar: Node.Scalar) {
        let text = scalar.string
        switch scalar.tag.description {
        case "tag:yaml.org,2002:str", "!":
            self = .text(text)
            return
        default: break
        }
        guard scalar.style == .plain else {
            self = .text(text)
            return
        }
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": self = .boolean(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF":
            self = .boolean(false)
        default:
            if let number = YAMLNumber.read(text) {
                self = .number(number, spelling: text)
            } else {
                self = YAMLTime.isTime(text) ? .time(text) : .text(text)
            }
        }
    }

    /// A byte for what kind of value a scalar is, so that a digest tells `5` and `'5'` apart.
    static func mark(_ scalar: Node.Scalar) -> UInt8 {
        switch RuleValue(scalar) {
        case .text: UInt8(ascii: "s")
        case .number: UInt8(ascii: "n")
        case .boolean: UInt8(ascii: "b")
        case .null: UInt8(ascii: "0")
        case .time: UInt8(ascii: "t")
        }
    }
}
