import CloudTrail

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
        // A colon with a space behind it ends the times, which have colons of their own.
        if let colon = text.utf8.firstRange(of: Array(": ".utf8)) {
            span = text[..<colon.lowerBound]
            reason = String(text[colon.upperBound...])
        }
        let ends = span.split(separator: " to ", maxSplits: 1).map(String.init)
        guard let from = ends.first else { throw TextFault("\(text.quoted) is no freeze") }
        return try Freeze(from: from, to: ends.last ?? from, zone: zone, reason: reason)
    }
}
