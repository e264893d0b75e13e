import CloudTrail

extension Event {
    /// The action as policies name it, `service:Action`; where a service's events and its policies
    /// have different names, both, the policies' first.
    ///
    /// API dates at the end of a name are dropped: `UpdateFunctionCode20150331v2` is
    /// `lambda:UpdateFunctionCode`.
    public var actionNames: [String] {
        guard let name = text(.eventName), let source = text(.eventSource) else { return [] }
        return ActionName.all(source: source, name: name)
    }
}

/// The names of actions in records and in policies.
public enum ActionName {
    /// What ``CloudTrail/Event/actionNames`` gives an event with this source and name.
    public static func all(source: String, name: String) -> [String] {
        let action = withoutDate(name)
        let service = source.split(separator: ".").first.map(String.init) ?? source
        guard let other = prefixes[service] else { return ["\(service):\(action)"] }
        return ["\(other):\(action)", "\(service):\(action)"]
    }

    /// Services whose policies have another name than their events.
    static let prefixes = [
        "monitoring": "cloudwatch", "email": "ses", "tagging": "tag",
    ]

    /// A name without `20150331`, `20150331v2` or `2020_05_31` at its end.
    static func withoutDate(_ name: String) -> String {
        var utf8 = Array(name.utf8)
        if utf8.count > 2, utf8[utf8.count - 2] == UInt8(ascii: "v"), isDigit(utf8[utf8.count - 1])
        {
            utf8.removeLast(2)
        }
        let tail = utf8.reversed().prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
        let digits = tail.count { isDigit($0) }
        guard digits == 8, utf8.count > tail.count else { return name }
        return String(decoding: utf8.dropLast(tail.count), as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
