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

    private let inserter: GroupedInsert

    init(_ db: Database) throws {
        inserter = try GroupedInsert(
            db,
            "INSERT OR IGNORE INTO secret_access",
            columns: [
                "secret", "time", "content", "operation", "flags", "version",
                "action", "principal", "session", "access_key", "address", "error",
            ],
            blobs: 0
        )
    }

    func insert(_ touches: [Touch]) throws {
        try inserter.insert(Self.order(touches)) { entry, statement, place in
            Self.bind(touches[Int(entry.touch)], statement, place.first)
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
    private static func bind(
        _ touch: borrowing Touch,
        _ statement: HotStatement,
        _ first: Int32
    ) {
        statement.bind(touch.secret, at: first)
        statement.bind(touch.time, at: first + 1)
        statement.bind(touch.content, at: first + 2)
        statement.bind(touch.operation, at: first + 3)
        statement.bind(Int64(touch.flags.rawValue), at: first + 4)
        statement.bind(touch.version, at: first + 5)
        for index in touch.texts.indices {
            statement.bind(touch.texts[index], at: first + 6 + Int32(index))
        }
    }
}
