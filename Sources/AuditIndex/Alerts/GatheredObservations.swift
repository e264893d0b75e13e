import Foundation
import GRDB

/// What a correlation observed in some groups, read at once.
///
/// For example:
///
/// ```swift
/// let gathered = try store.gather(rule: rule, readings)
/// if gathered.covers(reading) { let observations = try store.observations(reading, gathered) }
/// ```
///
/// Memory: about 100 bytes for each event, at most a quarter of a million of them unless one
/// group alone has more.
package struct GatheredObservations {
    struct Group {
        var range: ClosedRange<Int64>
        var entries: [ObservationEntry] = []
    }

    private(set) var groups: [Int64: Group] = [:]

    package init() {}

    /// Whether everything about a group between two times is there.
    package func covers(_ reading: PendingSubject) -> Bool {
        guard let group = groups[reading.subject] else { return false }
        return group.range.lowerBound <= reading.first && reading.last <= group.range.upperBound
    }

    init(_ readings: some Sequence<PendingSubject>) {
        for reading in readings {
            groups[reading.subject] = Group(range: reading.first...reading.last)
        }
    }

    mutating func add(_ entry: ObservationEntry) {
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
    /// - complexity: O(n) in what there is of all groups in the days of the readings.
    package func gather(
        rule: Int64,
        _ readings: [PendingSubject]
    ) throws -> GatheredObservations {
        guard let first = readings.map(\.first).min(), let last = readings.map(\.last).max() else {
            return GatheredObservations()
        }
        let days = ObservationSegment.day(of: first)...ObservationSegment.day(of: last)
        var counts = GatheredCounts(readings)
        try forEachEntry(rule: rule, days) { counts.add($0) }
        var gathered = GatheredObservations(counts.first(readings, limit: Self.gatheringLimit))
        try forEachEntry(rule: rule, days) { gathered.add($0) }
        return gathered
    }

    private func forEachEntry(
        rule: Int64,
        _ days: ClosedRange<Int64>,
        _ body: (ObservationEntry) -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT day, data FROM observation_segment
                    WHERE rule = ? AND day BETWEEN ? AND ? ORDER BY day, id
                    """
            ),
            arguments: [rule, days.lowerBound, days.upperBound]
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

    /// As many readings as have so many entries, but at least one.
    func first(_ readings: [PendingSubject], limit: Int) -> [PendingSubject] {
        var sum = 0
        let fitting = readings.prefix { reading in
            sum += counts[reading.subject]?.count ?? 0
            return sum <= limit
        }
        return fitting.isEmpty ? Array(readings.prefix(1)) : Array(fitting)
    }
}
