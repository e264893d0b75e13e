import AuditIndex
import Basics
import CloudTrail
import Dispatch
import Foundation
import Ingestion
import SecurityArchitecture

/// One walk over the events that a search is about: page by page out of the index, and into the
/// log files for what the index does not have.
struct SearchPass {
    /// How a walk ended.
    struct End {
        /// The events found.
        var found: Int
        /// Whether there are more than were asked for.
        var isCut = false
        /// The events whose records could not be read, by reason.
        var unreadable: [String: Int] = [:]
        /// Whether events may be missing for that reason.
        var isIncomplete = false
    }

    let index: AuditDatabase
    let filter: EventFilter
    let newestFirst: Bool
    let architecture: Architecture?
    let records: RecordSearch

    /// Calls `body` with each event that is found.
    ///
    /// - parameters:
    ///   - most: How many are wanted.
    ///   - single: Whether events are added up: aggregated ones never are.
    ///   - body: Takes the page and the row of an event, and what was wanted of its record.
    func run(
        _ most: Int,
        single: Bool = false,
        _ console: Console,
        _ body: (AuditDatabase.Page, IndexedRow, RecordSearch.Found) throws -> Void
    ) throws -> End {
        var end = End(found: 0)
        let progress = SearchProgress(console)
        let state = progress?.state
        defer { progress?.stop() }
        try index.searchRows(
            filter,
            newestFirst: newestFirst,
            evaluatedBy: architecture
        ) { page in
            // Whether there are more would take as long to find out as the next one.
            guard end.found < most else {
                end.isCut = true
                return false
            }
            let count = needed(page, most - end.found)
            let outcomes = try records.outcomes(of: page, first: count) { read in
                state?.withLock { $0.read += read }
            }
            progress?.pause()
            for (row, outcome) in zip(page.rows, outcomes) {
                if single, row.flags.contains(.aggregated) { continue }
                switch outcome {
                case .other: continue
                case .unreadable(let reason):
                    end.unreadable[reason, default: 0] += 1
                    if !records.isCertain(row) { end.isIncomplete = true }
                case .found(let record):
                    guard end.found < most else {
                        end.isCut = true
                        return false
                    }
                    end.found += 1
                    try body(page, row, record)
                }
            }
            progress?.resume(at: page.rows[count - 1].time, found: end.found)
            guard count == page.rows.count else {
                end.isCut = true
                return false
            }
            return true
        }
        return end
    }

    /// How many rows of a page have to be looked at to find so many events.
    private func needed(_ page: AuditDatabase.Page, _ left: Int) -> Int {
        guard left < page.rows.count else { return page.rows.count }
        var certain = 0
        for (position, row) in page.rows.enumerated() where records.isCertain(row) {
            if certain == left { return position }
            certain += 1
        }
        return page.rows.count
    }
}

extension SearchPass.End {
    private static let reasonsShown = 20

    /// Says what could not be read, and returns how the command ends.
    func report(_ console: Console) throws -> ExitStatus {
        guard !unreadable.isEmpty else { return found > 0 ? .success : .nothingFound }
        try console.output.flush()
        for (reason, count) in unreadable.sorted(by: { $0.key < $1.key }).prefix(Self.reasonsShown)
        {
            console.complain(count == 1 ? reason : "\(reason) (\(Count(count, "event")))")
        }
        if unreadable.count > Self.reasonsShown {
            console.complain("and \(Count(unreadable.count - Self.reasonsShown)) more files")
        }
        if isIncomplete {
            let all = unreadable.values.reduce(0, +)
            console.complain(
                "\(Count(all, "event")) could not be read back, so that some may be missing here"
            )
        }
        return .failure
    }
}

/// A line on the terminal that says how far a search is, once it takes a while.
final class SearchProgress {
    struct State {
        var read = 0
        var found = 0
        var time: Int64?
        var isPaused = false
        var isDrawn = false
    }

    let state = Locked(State())
    private let line: ProgressLine
    private let timer: any DispatchSourceTimer

    /// - returns: nil where standard error is no terminal.
    init?(_ console: Console) {
        guard let width = console.errorWidth else { return nil }
        let line = ProgressLine(width: width)
        let state = state
        self.line = line
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "audit.progress"))
        timer.schedule(deadline: .now() + 0.5, repeating: 0.2)
        timer.setEventHandler { @Sendable in
            state.withLock { state in
                guard !state.isPaused, state.read > 0 else { return }
                state.isDrawn = true
                line.draw(Self.text(state.read, found: state.found, time: state.time))
            }
        }
        timer.resume()
    }

    /// Makes room for output.
    func pause() {
        state.withLock { state in
            state.isPaused = true
            if state.isDrawn { line.erase() }
            state.isDrawn = false
        }
    }

    /// Goes on behind the event of a time.
    func resume(at time: Int64, found: Int) {
        state.withLock { state in
            state.time = time
            state.found = found
            state.isPaused = false
        }
    }

    /// Stops drawing, and clears the line.
    func stop() {
        timer.cancel()
        pause()
    }

    /// `Read 120,000 records back to 2026-03-05 14:00:00, found 3`.
    static func text(_ read: Int, found: Int, time: Int64?) -> String {
        let place = time.map { ", at \(EventTime(seconds: $0).brief)" } ?? ""
        return "Read \(Count(read, "record"))\(place), found \(Count(found))"
    }
}
