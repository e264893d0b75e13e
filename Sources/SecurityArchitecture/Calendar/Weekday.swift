import CloudTrail

/// A day of the week.
public enum Weekday: Int, CaseIterable, Hashable, Sendable {
    /// The days, from Monday as ISO 8601 counts.
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The weekday of a date.
    public init(_ date: CivilDate) {
        // 1 January 1970 was a Thursday.
        let day = (date.daysSince1970 + 3) % 7
        self = Self.allCases[day >= 0 ? day : day + 7]
    }

    /// The name, for example `Saturday`.
    public var name: String {
        let text = "\(self)"
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// The short name, for example `Sat`.
    public var shortName: String { String(name.prefix(3)) }

    /// The day before.
    public var previous: Weekday { Self.allCases[(rawValue + 6) % 7] }

    /// Reads `Mon`, `monday` and what lies between; nil for anything else.
    init?(text: some StringProtocol) {
        let text = text.lowercased()
        guard text.utf8.count >= 3,
            let day = Self.allCases.first(where: { "\($0)".hasPrefix(text) })
        else { return nil }
        self = day
    }
}
