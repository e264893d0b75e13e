import Foundation
import GRDB

/// What a correlation observed in some groups, read at once.
///
/// For example:
///
/// ```swift
/// let gathered = try store.gather(rule: rule, readings)
/// if gathered.covers(reading) {
///     try store.forEachObservation(reading, gathered) { window.add($0) }
/// }
/// ```
///
/// Memory: about 100 bytes for each event, at most a quarter of a million of them. A group that
/// alone has more is read in parts of that size.
package struct GatheredObservations {
    struct Group {
        var range: ClosedRange<Int64>
        var entries: [ObservationEntry] = []
        /// The times that are to be read one after the other, of a group that is too large.
        var parts: [ClosedRange<Int64>] = []
    }

    private(set) var groups: [Int64: Group] = [:]

    package init() {}

    /// Whether everything about a group between two times is there.
    package func covers(_ reading: PendingSubject) -> Bool {
        guard let group = groups[reading.subject] else { return false }
        return group.range.lowerBound <= reading.first && reading.last <= group.range.upperBound
    }

    /// Whether a group is read in parts, because it has too many events.
    package func isLarge(_ subject: Int64) -> Bool { groups[subject]?.parts.isEmpty == false }

    fileprivate init(_ readings: some Sequence<PendingSubject>) {
        for reading in readings {
            groups[reading.subject] = Group(range: reading.first...reading.last)
        }
    }

    fileprivate init(_ reading: PendingSubject, parts: [ClosedRange<Int64>]) {
        groups[reading.subject] = Group(range: reading.first...reading.last, parts: parts)
    }

    fileprivate mutating func add(_ entry: ObservationEntry) {
        guard groups[entry.subject]?.range.contains(entry.event.time) == true else { return }
        groups[entry.subject]?.entries.append(entry)
    }
}

extension AlertStore {
    /// Entries that are gathered at once.
    private static let gatheringLimit = 250_000

    /// Reads what a correlation observed in some groups, or in as many of them as memory should
    /// hold, the first ones first.
    ///
    /// - parameters:
    ///   - rule: The correlation.
    ///   - readings: The groups, at least one, and between which times.
    ///   - limit: The entries that are gathered at once; a test gives fewer.
    /// - complexity: O(n) in what there is of all groups in the days of the readings.
    package func gather(
        rule: Int64,
        _ readings: [PendingSubject],
        limit: Int = gatheringLimit
    ) throws -> GatheredObservations {
        guard let first = readings.map(\.first).min(), let last = readings.map(\.last).max() else {
            return GatheredObservations()
        }
        var counts = GatheredCounts(readings)
        try forEachEntry(rule: rule, first...last) { counts.add($0) }
        let fitting = counts.first(readings, limit: limit)
        guard !fitting.isEmpty else {
            return GatheredObservations(
                readings[0],
                parts: try parts(of: readings[0], limit: limit)
            )
        }
        var gathered = GatheredObservations(fitting)
        try forEachEntry(rule: rule, first...last) { gathered.add($0) }
        return gathered
    }

    /// Cuts the time of a reading into parts with so many entries; more if a minute alone has.
    private func parts(of reading: PendingSubject, limit: Int) throws -> [ClosedRange<Int64>] {
        let range = reading.first...reading.last
        var minutes: [Int64: Int] = [:]
        try forEachEntry(rule: reading.rule, range) { entry in
            guard entry.subject == reading.subject, range.contains(entry.event.time) else { return }
            minutes[entry.event.time / 60, default: 0] += 1
        }
        var parts: [ClosedRange<Int64>] = []
        var start = reading.first
        var sum = 0
        for (minute, count) in minutes.sorted(by: { $0.key < $1.key }) {
            if sum + count > limit, minute * 60 > start {
                parts.append(start...minute * 60 - 1)
                start = minute * 60
                sum = 0
            }
            sum += count
        }
        return parts + [start...reading.last]
    }

    /// The entries of a group between two times.
    func entries(
        _ reading: PendingSubject,
        _ range: ClosedRange<Int64>
    ) throws -> [ObservationEntry] {
        var entries: [ObservationEntry] = []
        try forEachEntry(rule: reading.rule, range) { entry in
            if entry.subject == reading.subject, range.contains(entry.event.time) {
                entries.append(entry)
            }
        }
        return entries
    }

    /// Calls `body` with what a correlation observed in the days of two times.
    private func forEachEntry(
        rule: Int64,
        _ times: ClosedRange<Int64>,
        _ body: (ObservationEntry) -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT day, data FROM observation_segment
                    WHERE rule = ? AND day BETWEEN ? AND ? ORDER BY day, id
                    """
            ),
            arguments: [
                rule, ObservationSegment.day(of: times.lowerBound),
                ObservationSegment.day(of: times.upperBound),
            ]
        )
        while let row = try rows.next() {
            let day: Int64 = row[0]
            let data: Data = row[1]
            guard ObservationSegment.decode(Array(data), day: day, body) else {
                throw DatabaseError(
                    resultCode: .SQLITE_CORRUPT,
                    message: "a row of observation_segment is not what was written"
                )
            }
        }
    }
}

/// How many entries each of some groups has.
private struct GatheredCounts {
    private var counts: [Int64: (range: ClosedRange<Int64>, count: Int)] = [:]

    init(_ readings: [PendingSubject]) {
        for reading in readings {
            counts[reading.subject] = (reading.first...reading.last, 0)
        }
    }

    mutating func add(_ entry: ObservationEntry) {
        guard counts[entry.subject]?.range.contains(entry.event.time) == true else { return }
        counts[entry.subject]?.count += 1
    }

    /// As many readings as have so many entries; none where the first alone has more.
    func first(_ readings: [PendingSubject], limit: Int) -> [PendingSubject] {
        var sum = 0
        return Array(
            readings.prefix { reading in
                sum += counts[reading.subject]?.count ?? 0
                return sum <= limit
            }
        )
    }
}
