import Foundation

/// The time of day, which tests replace.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Int64

    /// The clock of the machine.
    public static let system = WallClock { Int64(Date().timeIntervalSince1970) }

    /// Makes a clock.
    ///
    /// - parameter read: Returns the seconds since 1970.
    public init(_ read: @escaping @Sendable () -> Int64) { self.read = read }

    /// The seconds since 1970.
    public var now: Int64 { read() }
}
