import CloudTrail
import GRDB
import SecurityArchitecture

/// An event as its row has it: texts are numbers of the index's dictionaries.
///
/// It is small, so that those who read records back can hold many at once.
package struct IndexedRow: Sendable {
    /// Seconds since 1970.
    package var time: Int64
    /// The id; content stands in where the record has none.
    package var identifier: EventIdentifier
    /// What tells it from others under the same id.
    package var content: Int64
    package var flags: EventFlags
    /// The file, by its number in the ledger.
    package var source: Int64
    /// Where the raw record is in the file's inflated bytes.
    package var location: RecordLocation
    /// The terms of the filter that the index has found in the event, a bit for each.
    var terms: Int64 = 0
    /// The position of its environment, where a search was asked for it.
    var environment: Int32 = -1
    private var numbers: InlineArray<10, Int64>

    /// Reads the columns that `TextReader.columns` names.
    init(_ row: Row) {
        time = row[0]
        flags = EventFlags(rawValue: Int32(truncatingIfNeeded: row[13] as Int64))
        identifier = TextReader.identifier(row[1], flags)
        content = row[2]
        numbers = InlineArray(repeating: 0)
        for index in 0..<numbers.count { numbers[index] = row[3 + index] }
        source = row[14]
        location = RecordLocation(offset: row[15], length: row[16])
    }

    /// The terms of the filter that the index knows nothing of, a bit for each.
    package func missingTerms(of count: Int) -> Int64 { ~terms & (1 << Int64(count) - 1) }

    /// The number of one of the texts; 0 where there is none.
    subscript(kind: TextKind) -> Int64 { numbers[kind.rawValue] }
}

extension AuditDatabase {
    /// Rows of a search, in the order of time, and what makes events of them.
    package struct Page {
        package let rows: [IndexedRow]
        let texts: TextReader
        let environments: EnvironmentNumbers?
        let kinds: PrincipalKinds?

        /// Looks the texts of a row up.
        package func event(_ row: IndexedRow) throws -> IndexedEvent {
            var event = try texts.event(row)
            if let environments {
                event.targetEnvironment = environments.fact(at: Int(row.environment))
            }
            event.principalKind = kinds?.kind(of: event)?.rawValue
            return event
        }

        /// Where a file is; nil where the ledger has none of that number.
        package func place(of source: Int64) throws -> SourcePlace? {
            try SourcePlace(source, texts.db)
        }
    }

    /// The rows of the first page: results come soon.
    private static let firstPage = 1_024
    /// The rows of a page: about 13 MB.
    private static let largestPage = 65_536

    /// Calls `body` with pages of the events that pass a filter, until it returns false.
    ///
    /// Pages double in size, so that the files of a page are few at first, and no file is read for
    /// many pages. The terms of the filter exclude nothing: ``IndexedRow/missingTerms(of:)``
    /// says which of them only the record can tell of.
    ///
    /// - parameters:
    ///   - filter: Which events.
    ///   - newestFirst: The order of time.
    ///   - architecture: What says the environment and the kind of caller of events; nil leaves
    ///     them unknown.
    ///   - body: Takes a page, and says whether to go on.
    /// - note: `body` runs within a database access; it must not ask the index anything itself.
    package func searchRows(
        _ filter: EventFilter,
        newestFirst: Bool,
        evaluatedBy architecture: Architecture? = nil,
        _ body: (Page) throws -> Bool
    ) throws {
        try read { db in
            let texts = TextReader(db)
            let scan = try EventScan(filter, db, marksTerms: true)
            let environments = try architecture.map(scan.environments)
            let kinds = PrincipalKinds(architecture)
            let columns = """
                \(TextReader.columns), \(scan.marks), \(environments?.position ?? "-1")
                """
            var size = Self.firstPage
            var rows: [IndexedRow] = []
            var isWanted = true
            func deliver() throws {
                guard isWanted, !rows.isEmpty else { return }
                let page = Page(rows: rows, texts: texts, environments: environments, kinds: kinds)
                isWanted = try body(page)
                rows.removeAll(keepingCapacity: true)
                size = min(size * 2, Self.largestPage)
            }
            try scan.forEach(columns, newestFirst: newestFirst) { row in
                var indexed = IndexedRow(row)
                indexed.terms = row[TextReader.columnCount]
                indexed.environment = row[TextReader.columnCount + 1]
                rows.append(indexed)
                if rows.count >= size { try deliver() }
                return isWanted
            }
            try deliver()
        }
    }
}
