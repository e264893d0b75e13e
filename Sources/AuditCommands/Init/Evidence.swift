import AuditIndex
import CloudTrail

/// How much has to be seen of something before it is proposed as normal.
///
/// An index may hold the traces of an attacker, and a proposal that allowed whatever has happened
/// would allow those too. What counts is days and not calls: a script reads a thousand secrets in
/// an hour, but habits take days.
struct Evidence {
    /// The days that something must have been seen on.
    let days: Int

    /// Makes the measure of an index.
    ///
    /// - parameter indexed: The number of days that the index has events of.
    init(indexed: Int) { days = indexed >= 6 ? 3 : indexed >= 3 ? 2 : 1 }

    /// Whether it is a habit.
    func isHabit(_ sighting: Sighting) -> Bool { sighting.days.count >= days }
}

extension Sighting {
    /// `12 times, 2026-03-02 to 2026-03-08`, for a comment.
    var words: String {
        var parts: [String] = []
        if count > 0 { parts.append("\(Count(count, "time"))") }
        if failures > 0 { parts.append("failed \(Count(failures, "time"))") }
        let dates = (first.date, last.date)
        let span = dates.0 == dates.1 ? dates.0 : "\(dates.0) to \(dates.1)"
        let days = days.count > 1 ? " on \(Count(days.count, "day"))" : ""
        return "\(parts.joined(separator: ", "))\(days), \(span)"
    }

    /// The sum of several.
    static func sum(_ sightings: some Sequence<Sighting>) -> Sighting {
        sightings.reduce(into: Sighting()) { $0.add($1) }
    }
}

extension EventTime {
    /// `2026-03-07`.
    var date: String { String(description.prefix(10)) }
}
