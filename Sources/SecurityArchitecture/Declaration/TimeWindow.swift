import Basics

/// Times of the week in a time zone.
///
/// For example:
///
/// ```swift
/// let window = try TimeWindow("Mon-Thu 08:00-16:00 Europe/Berlin")
/// window.contains(EventTime("2026-03-02T07:00:00Z")!)   // true: 08:00 in Berlin
/// try TimeWindow("Fri 22:00-06:00 UTC")                 // until Saturday morning
/// ```
///
/// A window includes its first minute and excludes its last. One that ends earlier than it begins
/// ends on the next day, and belongs to the day that it begins on. Wall clocks decide: in the
/// autumn night with two 02:30s, a window around them contains both; in the spring night with none,
/// it contains none.
package struct TimeWindow: Hashable, Sendable {
    /// The days that the window begins on.
    package let days: Set<Weekday>
    /// The minute of the day that it begins at.
    package let start: Int
    /// The minute of the day that it ends before; 1440 is midnight.
    package let end: Int
    package let zone: ClockZone

    /// - parameters:
    ///   - text: Days, times and a zone: `Mon-Thu 08:00-16:00 Europe/Berlin`. Without days it is
    ///     every day (`daily`); `weekdays` and `weekend` are days too, and so are `Mon,Wed,Fri`
    ///     and `Sat-Mon`.
    ///   - zone: The zone where the text names none.
    /// - throws: A ``TextFault`` when the text is not a window.
    package init(_ text: String, zone: ClockZone = .utc) throws(TextFault) {
        let plain = text.replacing("–", with: "-").replacing(", ", with: ",")
            .replacing(" - ", with: "-")
        var words = plain.split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
        var days = Set(Weekday.allCases)
        if let first = words.first, let given = try Self.days(first) {
            days = given
            words = words.dropFirst()
        }
        guard let times = words.popFirst() else { throw Self.fault(text) }
        let bounds = times.split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let start = ClockTime.minute(bounds[0]),
            let end = ClockTime.minute(bounds[1])
        else { throw Self.fault(text) }
        guard start != end, start < 1440 else {
            throw TextFault(
                "\(text.quoted) begins and ends at the same time; all day is 00:00-24:00"
            )
        }
        guard words.count <= 1 else { throw Self.fault(text) }
        self.days = days
        self.start = start
        self.end = end == 0 ? 1440 : end
        self.zone =
            try words.first.map { word throws(TextFault) in try ClockZone(String(word)) } ?? zone
    }

    private static func fault(_ text: String) -> TextFault {
        TextFault("\(text.quoted) is not a window; write Mon-Thu 08:00-16:00 Europe/Berlin")
    }

    /// The days that a word names; nil where it names none.
    private static func days(_ word: Substring) throws(TextFault) -> Set<Weekday>? {
        switch word.lowercased() {
        case "daily", "always": return Set(Weekday.allCases)
        case "weekdays": return Set(Weekday.allCases.prefix(5))
        case "weekend", "weekends": return [.saturday, .sunday]
        default: break
        }
        guard let first = word.first, first.isLetter else { return nil }
        var days: Set<Weekday> = []
        for part in word.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count <= 2, let from = Weekday(text: ends[0]),
                let to = Weekday(text: ends[ends.count - 1])
            else {
                throw TextFault(
                    "\(String(part).quoted) is not a day; write Mon, Mon-Thu, Mon,Wed,Fri, daily, "
                        + "weekdays or weekend"
                )
            }
            var day = from
            days.insert(day)
            while day != to {
                day = Weekday.allCases[(day.rawValue + 1) % 7]
                days.insert(day)
            }
        }
        return days
    }

    package func contains(_ time: EventTime) -> Bool {
        let clock = zone.clock(at: time)
        let day = clock.weekday
        if start < end {
            return days.contains(day) && start <= clock.minute && clock.minute < end
        }
        return days.contains(day) && clock.minute >= start
            || days.contains(day.previous) && clock.minute < end
    }
}

extension TimeWindow: CustomStringConvertible {
    /// The window in its usual form, for example `Mon–Thu 08:00–16:00 Europe/Berlin`.
    package var description: String {
        let times = "\(ClockTime.text(start))–\(ClockTime.text(end))"
        return "\(daysText) \(times) \(zone.name)"
    }

    private var daysText: String {
        if days.count == 7 { return "daily" }
        let sorted = Weekday.allCases.filter(days.contains)
        let starts = sorted.filter { !days.contains($0.previous) }
        return starts.map { first in
            var last = first
            while days.contains(Weekday.allCases[(last.rawValue + 1) % 7]) {
                last = Weekday.allCases[(last.rawValue + 1) % 7]
            }
            return first == last ? first.shortName : "\(first.shortName)–\(last.shortName)"
        }.joined(separator: ",")
    }
}
