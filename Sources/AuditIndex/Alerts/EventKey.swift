import CloudTrail
import GRDB

/// What tells an event from all others, as the index keeps it.
public struct EventKey: Hashable, Sendable {
    /// When it happened, in seconds since 1970.
    public var time: Int64
    /// Its id; of a record without one, what stands in for it.
    public var identifier: EventIdentifier
    /// What tells two contents under one id apart.
    public var content: Int64

    /// Makes a key.
    public init(time: Int64, identifier: EventIdentifier, content: Int64) {
        self.time = time
        self.identifier = identifier
        self.content = content
    }

    init(time: Int64, id: DatabaseValue, content: Int64) {
        // The index keeps both kinds of 128 bits alike.
        self.init(time: time, identifier: TextReader.identifier(id, []), content: content)
    }

    /// The id as the index has it.
    var idValue: DatabaseValue { identifier.databaseValue }
}

extension EventKey: Comparable {
    /// By time; of one time in an order that is the same each time.
    public static func < (left: EventKey, right: EventKey) -> Bool {
        if left.time != right.time { return left.time < right.time }
        return left.identifier == right.identifier
            ? left.content < right.content : left.identifier < right.identifier
    }
}
