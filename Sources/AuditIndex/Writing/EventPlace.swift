/// An event by time and id, as the index keeps them.
struct EventPlace: Equatable {
    var time: Int64
    var high: UInt64 = 0
    var low: UInt64 = 0
    /// The id where it is no UUID.
    var text: [UInt8]?

    init(time: Int64) { self.time = time }

    init(_ row: EventRow, _ batch: IndexBatch) {
        time = row.time
        high = row.idHigh
        low = row.idLow
        text = row.idText == 0 ? nil : Array(batch.identifiers.utf8(row.idText))
    }

    /// Of one time, ids are in no order that means anything: it only is the same each time.
    static func < (left: EventPlace, right: EventPlace) -> Bool {
        if left.time != right.time { return left.time < right.time }
        switch (left.text, right.text) {
        case (nil, nil): return (left.high, left.low) < (right.high, right.low)
        case (nil, _): return true
        case (_, nil): return false
        case (let first?, let second?): return first.lexicographicallyPrecedes(second)
        }
    }

    func bindID(to statement: HotStatement, at index: Int32, slot: Int) {
        if let text {
            statement.bind(text: text[...], at: index)
        } else {
            statement.bind(blob: high, low, at: index, slot: slot)
        }
    }
}
