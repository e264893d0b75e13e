/// Random numbers that are the same on every machine, for tests that try many things.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var generator: SplitMix64

    /// Makes a generator; equal seeds give equal numbers.
    public init(seed: Int) { generator = SplitMix64(seed: UInt64(truncatingIfNeeded: seed)) }

    /// The next number.
    public mutating func next() -> UInt64 { generator.next() }
}
