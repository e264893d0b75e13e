import Basics
import CloudTrail

/// A hit of a correlation as a ``SortedSpool`` keeps it: by correlation, group, time, id and rule.
///
/// What it has of the log are groups and values in which credentials are blanked, as in the index.
struct SpooledHit {
    /// The bytes that the records of one group begin with.
    let group: ArraySlice<UInt8>
    let hit: CorrelationHit
    /// Of a firing, the ids of the events behind it as they were encoded.
    let evidence: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        var reader = SpoolRecordReader(bytes)
        _ = reader.smallKey()
        for _ in 0..<reader.smallKey() { reader.skipTextKey() }
        group = bytes[..<reader.position]
        let time = EventTime(seconds: reader.signedKey())
        let isFiring = reader.smallKey() == 1
        let name = reader.textKey()
        let rule = Int(reader.smallKey())
        _ = reader.wordKey()
        let values = (0..<max(reader.number(), 0)).map { _ in
            (0..<max(reader.number(), 0)).map { _ in reader.text() }
        }
        hit = CorrelationHit(
            time: time,
            id: isFiring ? .firing(name) : .event(name),
            rule: rule,
            values: values
        )
        evidence = bytes[reader.position...]
    }

    /// The values of the fields that the correlation groups by.
    var texts: [String] {
        var reader = SpoolRecordReader(Array(group))
        _ = reader.smallKey()
        return (0..<reader.smallKey()).map { _ in reader.textKey() }
    }

    /// The place of a correlation in the order of evaluation, which records begin with.
    static func rank(_ bytes: [UInt8]) -> Int {
        var reader = SpoolRecordReader(bytes)
        return Int(reader.smallKey())
    }

    /// Writes a hit.
    ///
    /// - parameter content: Tells events of one id apart, of which the first counts.
    static func encode(
        _ hit: CorrelationHit,
        rank: Int,
        group: [String],
        content: UInt64,
        evidence: [String] = [],
        into record: inout SpoolRecord
    ) {
        record.removeAll()
        record.appendKey(UInt16(rank))
        record.appendKey(UInt16(group.count))
        for text in group { record.appendKey(text) }
        record.appendKey(hit.time.seconds)
        record.appendKey(hit.id.isFiring ? 1 : 0 as UInt16)
        record.appendKey(hit.id.text)
        record.appendKey(UInt16(hit.rule))
        record.appendKey(content)
        record.append(hit.values.count)
        for tuple in hit.values {
            record.append(tuple.count)
            for text in tuple { record.append(text) }
        }
        for id in evidence { record.append(id) }
    }
}

/// Reads the hits of one correlation after the other.
struct SpooledHits {
    private var cursor: SpoolCursor
    private var head: [UInt8]?
    private var hasBegun = false

    init(_ spools: [SortedSpool]) { cursor = SortedSpool.cursor(over: spools) }

    /// The next record, of those of a correlation; copies come once.
    mutating func next(
        rank: Int,
        or other: inout SpooledHits
    ) throws(SpoolFailure) -> [UInt8]? {
        try begin()
        try other.begin()
        let own = head.flatMap { SpooledHit.rank($0) == rank ? $0 : nil }
        let others = other.head.flatMap { SpooledHit.rank($0) == rank ? $0 : nil }
        guard let own, others.map({ !$0.lexicographicallyPrecedes(own) }) ?? true else {
            if others != nil { try other.advance() }
            return others
        }
        try advance()
        return own
    }

    private mutating func begin() throws(SpoolFailure) {
        guard !hasBegun else { return }
        hasBegun = true
        head = try cursor.next()
    }

    private mutating func advance() throws(SpoolFailure) {
        let last = head
        repeat { head = try cursor.next() } while head != nil && head == last
    }
}

/// The ids behind the firings of a group, of the latest as many as memory should hold.
struct FiringEvidence {
    /// The ids that are kept of one firing.
    static let limit = 1_000
    private static let bound = 16 << 20

    private var encoded: [CorrelationHitID: ArraySlice<UInt8>] = [:]
    private var order = TrailingQueue<CorrelationHitID>()
    private var size = 0

    mutating func add(_ id: CorrelationHitID, _ evidence: ArraySlice<UInt8>) {
        guard !evidence.isEmpty, encoded.updateValue(evidence, forKey: id) == nil else { return }
        order.append(id)
        size += evidence.count
        while size > Self.bound, order.count > 1, let first = order.first {
            size -= encoded.removeValue(forKey: first)?.count ?? 0
            order.removeFirst()
        }
    }

    /// The ids of the events behind what was counted: its own, if it is an event.
    func ids(of id: CorrelationHitID) -> [String] {
        guard id.isFiring else { return [id.text] }
        guard let bytes = encoded[id] else { return [] }
        var reader = SpoolRecordReader(Array(bytes))
        var ids: [String] = []
        while reader.position < bytes.count { ids.append(reader.text()) }
        return ids
    }
}
