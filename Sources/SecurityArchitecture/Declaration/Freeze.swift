import Basics
import StrictYAML

/// A span of time in which nobody deploys.
///
/// For example:
///
/// ```swift
/// let freeze = try Freeze(from: "2026-12-20", to: "2027-01-02", zone: berlin, reason: "holidays")
/// ```
///
/// A date without a time counts from its first minute to its last. Where clocks show an end twice,
/// the freeze lasts until the second time.
package struct Freeze: Hashable, Sendable {
    /// The first moment.
    package let start: EventTime
    /// The first moment after.
    package let end: EventTime
    /// As declared; may be empty.
    package let reason: String

    /// - parameters:
    ///   - start: `2026-12-20`, `2026-12-20 18:00`, or a time in UTC with its `Z`.
    ///   - end: The same; a date without a time is included.
    ///   - zone: The zone of times without `Z`.
    /// - throws: A ``TextFault`` when a text is not a time, or the end is not after the start.
    package init(
        from start: String,
        to end: String,
        zone: ClockZone,
        reason: String = ""
    ) throws(TextFault) {
        self.start = try Self.moment(start, zone: zone, isEnd: false)
        self.end = try Self.moment(end, zone: zone, isEnd: true)
        self.reason = reason
        guard self.start < self.end else {
            throw TextFault("the freeze ends (\(end)) before it begins (\(start))")
        }
    }

    private static func moment(
        _ text: String,
        zone: ClockZone,
        isEnd: Bool
    ) throws(TextFault) -> EventTime {
        if let date = ClockTime.date(text) {
            return zone.time(date, minute: isEnd ? 1440 : 0, last: isEnd)
        }
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        if parts.count == 2, let date = ClockTime.date(parts[0]) {
            if let minute = ClockTime.minute(parts[1]), parts[1].contains(":") {
                return zone.time(date, minute: minute, last: isEnd)
            }
            if parts[1].hasSuffix("Z") || parts[1].contains("+"), let time = EventTime(text) {
                return time
            }
        }
        throw TextFault(
            "\(text.quoted) is not a date; write 2026-12-20, 2026-12-20 18:00 or 2026-12-20T18:00:00Z"
        )
    }

    package func contains(_ time: EventTime) -> Bool { start <= time && time < end }
}

extension Freeze: CustomStringConvertible {
    /// The freeze in words, in UTC.
    package var description: String {
        let span = "\(start) to \(end)"
        return reason.isEmpty ? span : "\(span) (\(reason))"
    }
}

extension ArchitectureReader {
    func windows(_ value: YAMLValue, zone: ClockZone) -> [TimeWindow] {
        value.list("windows").compactMap { element in
            guard element.isMapping else {
                return element.parsed("a window such as Mon-Thu 08:00-16:00") {
                    text throws(TextFault) in try TimeWindow(text, zone: zone)
                }
            }
            return window(element, zone: zone)
        }
    }

    private func window(_ value: YAMLValue, zone: ClockZone) -> TimeWindow? {
        guard
            let mapping = YAMLMapping(
                value,
                keys: ["days", "times", "time-zone"],
                meaning: "a window"
            ), let times = mapping.required("times", "for example 08:00-16:00"),
            let text = times.text("times such as 08:00-16:00")
        else { return nil }
        let days = mapping["days"].map { days in
            days.texts("days").map(\.text).joined(separator: ",")
        }
        let zone = mapping["time-zone"].flatMap(self.zone) ?? zone
        do throws(TextFault) {
            return try TimeWindow("\(days ?? "daily") \(text)", zone: zone)
        } catch {
            value.complain(error.description)
            return nil
        }
    }

    func freezes(_ value: YAMLValue, zone: ClockZone) -> [Freeze] {
        value.list("freezes").compactMap { element in
            guard element.isMapping else {
                return element.parsed("a freeze such as 2026-12-20 to 2027-01-02: holidays") {
                    text throws(TextFault) in try Self.freeze(text, zone: zone)
                }
            }
            guard
                let mapping = YAMLMapping(
                    element,
                    keys: ["from", "to", "reason", "time-zone"],
                    meaning: "a freeze"
                ), let start = mapping.required("from", "for example 2026-12-20"),
                let end = mapping.required("to", "for example 2027-01-02"),
                let from = start.text("a date"), let to = end.text("a date")
            else { return nil }
            let zone = mapping["time-zone"].flatMap(self.zone) ?? zone
            let reason = mapping["reason"]?.text("why") ?? ""
            do throws(TextFault) {
                return try Freeze(from: from, to: to, zone: zone, reason: reason)
            } catch {
                element.complain(error.description)
                return nil
            }
        }
    }

    /// Reads `2026-12-20 to 2027-01-02: holidays`, or one day.
    private static func freeze(_ text: String, zone: ClockZone) throws(TextFault) -> Freeze {
        var span = text[...]
        var reason = ""
        // A colon and a space end the times, which contain colons themselves.
        if let colon = text.utf8.firstRange(of: Array(": ".utf8)) {
            span = text[..<colon.lowerBound]
            reason = String(text[colon.upperBound...])
        }
        let ends = span.split(separator: " to ", maxSplits: 1).map(String.init)
        guard let from = ends.first else {
            throw TextFault("\(text.quoted) is not a freeze; write 2026-12-20 to 2027-01-02")
        }
        return try Freeze(from: from, to: ends.last ?? from, zone: zone, reason: reason)
    }
}
