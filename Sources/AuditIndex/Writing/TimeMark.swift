/// What a count remembers of the times that it counted.
protocol TimeMark {
    /// The mark of one time, in seconds since 1970.
    init(_ time: Int64)
    /// Takes another time in.
    mutating func add(_ time: Int64)
}

/// The hours of a day, one bit each.
struct HourMask: TimeMark {
    private(set) var bits: UInt32

    @inline(__always)
    init(_ time: Int64) { bits = Self.bit(time) }

    @inline(__always)
    mutating func add(_ time: Int64) { bits |= Self.bit(time) }

    @inline(__always)
    private static func bit(_ time: Int64) -> UInt32 { 1 << UInt32(time % 86_400 / 3_600) }
}

/// The first and the last of some times.
struct TimeBounds: TimeMark {
    private(set) var first: Int64
    private(set) var last: Int64

    @inline(__always)
    init(_ time: Int64) {
        first = time
        last = time
    }

    @inline(__always)
    mutating func add(_ time: Int64) {
        if time < first { first = time }
        if time > last { last = time }
    }
}
