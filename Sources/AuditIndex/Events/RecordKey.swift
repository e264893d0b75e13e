import CloudTrail
import GRDB

/// Where the record of an indexed event is, and what tells it from all others.
package struct RecordKey: Hashable, Sendable {
    /// When the event happened, in seconds since 1970.
    package var time: Int64
    /// Its id.
    package var identifier: EventIdentifier
    /// Tells two contents under one id apart.
    package var content: Int64
    /// The file, by its number in the ledger.
    package var source: Int64
    /// Where it is in the file's inflated bytes.
    package var location: RecordLocation
}

extension IndexedEvent {
    /// Where its record is.
    package var recordKey: RecordKey {
        RecordKey(
            time: time.seconds,
            identifier: identifier,
            content: content,
            source: source,
            location: location
        )
    }
}

extension IndexedRow {
    /// Where its record is.
    package var recordKey: RecordKey {
        RecordKey(
            time: time,
            identifier: identifier,
            content: content,
            source: source,
            location: location
        )
    }
}

extension AlertStore {
    /// Where the record of an event is; nil where the index lacks the event.
    ///
    /// Where the key's content is 0, it is that of whichever content there is.
    package func recordKey(_ key: EventKey) throws -> RecordKey? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, content, flags, source, offset, length FROM event
                    WHERE time = ?1 AND id = ?2 AND (?3 = 0 OR content = ?3)
                    ORDER BY content LIMIT 1
                    """
            ),
            arguments: [key.time, key.idValue, key.content]
        )
        return row.map { row in
            let flags = EventFlags(rawValue: Int32(truncatingIfNeeded: row[2] as Int64))
            return RecordKey(
                time: key.time,
                identifier: TextReader.identifier(row[0], flags),
                content: row[1],
                source: row[3],
                location: RecordLocation(offset: row[4], length: row[5])
            )
        }
    }
}
