import AuditIndex
import Basics
import CloudTrail
import Detection
import Dispatch
import Foundation
import SecurityArchitecture

/// Searches the records of indexed events, read back from their files.
///
/// What the index has of an event is not all of it: parameters, responses and messages are in the
/// log only. Events are matched as they are printed, with every credential blanked, so that no
/// search finds one out.
///
/// - complexity: O(n) in the inflated bytes of the files, each of which is read once a call on one
///   of `jobs` threads. Memory is that of each thread's largest record, and what is asked for of
///   the records found.
package struct RecordSearch: Sendable {
    /// What is wanted of the records that are found.
    package enum Content: Sendable {
        case nothing
        /// The values of fields.
        case fields([String])
        /// The record as JSON, with credentials blanked.
        case json
    }

    /// A record that was found.
    package struct Found: Sendable {
        /// The values of the fields wanted.
        package var fields: [[FieldReader.Value]] = []
        /// The record, where it is wanted.
        package var json = ""
    }

    /// What came of reading one event back.
    package enum Outcome: Sendable {
        case found(Found)
        case other
        /// Its record could not be read, and why.
        case unreadable(String)
    }

    /// What each record has to contain, as far as the index does not know it.
    fileprivate let terms: [TextNeedle]
    fileprivate let conditions: [FieldCondition]
    fileprivate let architecture: Architecture
    fileprivate let content: Content
    fileprivate let objects: (any ObjectStore)?
    private let jobs: Int

    /// - parameters:
    ///   - terms: Texts, in the order of those of the filter.
    ///   - conditions: What has to hold of fields.
    ///   - architecture: What gives events their derived fields.
    ///   - content: What is wanted of the records found.
    package init(
        terms: [String] = [],
        conditions: [FieldCondition] = [],
        architecture: Architecture = .guessed,
        content: Content = .nothing,
        objects: (any ObjectStore)? = nil,
        jobs: Int = ProcessInfo.processInfo.activeProcessorCount
    ) {
        self.terms = terms.map(TextNeedle.init)
        self.conditions = conditions
        self.architecture = architecture
        self.content = content
        self.objects = objects
        self.jobs = max(jobs, 1)
    }

    /// Whether the index alone says that an event is found.
    package func isCertain(_ row: IndexedRow) -> Bool {
        conditions.isEmpty && row.missingTerms(of: terms.count) == 0
    }

    /// Whether the record of an event has to be read.
    package func needsRecord(_ row: IndexedRow) -> Bool {
        if case .nothing = content { return !isCertain(row) }
        return true
    }

    /// Reads back the records of a page that have to be, and searches them.
    ///
    /// - parameters:
    ///   - page: The rows.
    ///   - count: How many of its rows are looked at.
    ///   - progress: Called with the number of records as they are read.
    /// - returns: What came of each of these rows.
    package func outcomes(
        of page: AuditDatabase.Page,
        first count: Int,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> [Outcome] {
        var outcomes = [Outcome](repeating: .found(Found()), count: count)
        var wanted: [Int64: [Int]] = [:]
        for position in 0..<count where needsRecord(page.rows[position]) {
            wanted[page.rows[position].source, default: []].append(position)
        }
        guard !wanted.isEmpty else { return outcomes }
        var files: [File] = []
        for (source, positions) in wanted {
            let rows = positions.map { (position: $0, row: page.rows[$0]) }
            files.append(File(place: try page.place(of: source), rows: rows))
        }
        // The longest first, so that no thread is left with one at the end.
        files.sort { $0.rows.count > $1.rows.count }
        let results = files.concurrentMap(threads: jobs, with: { RecordWorker(self) }) {
            worker,
            file in
            let found = worker.search(file)
            progress(found.count)
            return found
        }
        for (position, outcome) in results.joined() { outcomes[position] = outcome }
        return outcomes
    }

    /// The events of one file.
    struct File: Sendable {
        var place: SourcePlace?
        var rows: [(position: Int, row: IndexedRow)]
    }
}

/// Searches files for one thread.
private final class RecordWorker {
    private let records: RecordFile
    private let terms: [TextNeedle]
    private let filter: FieldFilter?
    private let fields: FieldReader?
    private let isJSONWanted: Bool

    init(_ search: RecordSearch) {
        records = RecordFile(objects: search.objects)
        terms = search.terms
        let architecture = search.architecture
        filter = search.conditions.isEmpty ? nil : FieldFilter(search.conditions, architecture)
        switch search.content {
        case .nothing: (fields, isJSONWanted) = (nil, false)
        case .fields(let names): (fields, isJSONWanted) = (FieldReader(names, architecture), false)
        case .json: (fields, isJSONWanted) = (nil, true)
        }
    }

    func search(_ file: RecordSearch.File) -> [(Int, RecordSearch.Outcome)] {
        var outcomes: [(Int, RecordSearch.Outcome)] = []
        records.read(file.place, file.rows.map(\.row.recordKey)) { index, event, isKnown in
            let (position, row) = file.rows[index]
            guard let outcome = outcome(of: event, row, isKnown) else { return .other }
            outcomes.append((position, outcome))
            return .taken
        } fail: { index, reason in
            outcomes.append((file.rows[index].position, .unreadable(reason)))
        }
        return outcomes
    }

    /// What comes of an event; nil where another one is at the place of the row.
    private func outcome(
        of event: Event,
        _ row: IndexedRow,
        _ isKnown: Bool
    ) -> RecordSearch.Outcome? {
        let asked = row.missingTerms(of: terms.count)
        for (index, term) in terms.enumerated() where asked & 1 << index != 0 {
            guard event.mayContain(term) else { return .other }
        }
        if let filter {
            guard filter.needles.allSatisfy(event.mayContain) else { return .other }
        }
        guard isKnown || row.recordKey.isKey(of: event) else { return nil }
        let blanked = event.blanked
        for (index, term) in terms.enumerated() where asked & 1 << index != 0 {
            guard blanked.hasText(with: term) else { return .other }
        }
        if let filter, !filter.matches(blanked) { return .other }
        var found = RecordSearch.Found()
        if let fields { found.fields = fields.values(of: blanked) }
        if isJSONWanted { found.json = blanked.blankedJSON }
        return .found(found)
    }
}
