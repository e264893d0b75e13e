import CloudTrail
import GRDB

/// Inserts touches into `secret_access` by the order of its key, several to a statement.
struct TouchInserter {
    /// A touch, with the numbers that the index has given what it refers to.
    struct Touch {
        var secret: Int64
        var time: Int64
        var content: Int64
        var operation: Int64
        var flags: EventFlags
        var version: Int64
        /// The texts, by ``kinds``.
        var texts: InlineArray<6, Int64>
    }

    /// The texts that a touch refers to.
    static let kinds: InlineArray<6, TextKind> = [
        .action, .principal, .session, .accessKey, .address, .error,
    ]

    /// Rows to a statement: beginning and ending one costs about as much as a row.
    private static let groupSize = 16
    private static let columns = 12

    private let single: HotStatement
    private let group: HotStatement

    init(_ db: Database) throws {
        single = try Self.statement(db, rows: 1)
        group = try Self.statement(db, rows: Self.groupSize)
    }

    private static func statement(_ db: Database, rows: Int) throws -> HotStatement {
        let row = "(\(repeatElement("?", count: columns).joined(separator: ", ")))"
        return try HotStatement(
            db,
            sql: """
                INSERT OR IGNORE INTO secret_access
                  (secret, time, content, operation, flags, version,
                   action, principal, session, access_key, address, error)
                VALUES \(repeatElement(row, count: rows).joined(separator: ", "))
                """
        )
    }

    func insert(_ touches: [Touch]) throws {
        let order = Self.order(touches)
        var position = 0
        while position + Self.groupSize <= order.count {
            for slot in 0..<Self.groupSize {
                bind(touches[Int(order[position + slot].touch)], group, slot: slot)
            }
            _ = try group.run()
            position += Self.groupSize
        }
        for entry in order[position...] {
            bind(touches[Int(entry.touch)], single, slot: 0)
            _ = try single.run()
        }
    }

    /// The touches by secret and time; exactly so for 2^24 secrets and 30,000 years.
    ///
    /// Sorted are words and not the touches, which are large.
    private static func order(_ touches: [Touch]) -> [(key: UInt64, touch: Int32)] {
        var order = touches.indices.map { index in
            let secret = UInt64(truncatingIfNeeded: touches[index].secret)
            let time = UInt64(truncatingIfNeeded: touches[index].time)
            return (key: secret << 40 | time & 0xff_ffff_ffff, touch: Int32(index))
        }
        order.sort { $0.key < $1.key }
        return order
    }

    @inline(__always)
    private func bind(_ touch: borrowing Touch, _ statement: HotStatement, slot: Int) {
        let first = Int32(slot * Self.columns)
        statement.bind(touch.secret, at: first + 1)
        statement.bind(touch.time, at: first + 2)
        statement.bind(touch.content, at: first + 3)
        statement.bind(touch.operation, at: first + 4)
        statement.bind(Int64(touch.flags.rawValue), at: first + 5)
        statement.bind(touch.version, at: first + 6)
        for index in touch.texts.indices {
            statement.bind(touch.texts[index], at: first + 7 + Int32(index))
        }
    }
}
