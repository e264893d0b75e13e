/// Bytes of JSON text with the scanner's padding behind them; sharing them costs no copy.
struct JSONBytes: Sendable {
    /// The text and its padding.
    let storage: [UInt8]
    /// The bytes of text.
    let count: Int

    /// Wraps a buffer whose first `count` bytes are text and whose rest is padding.
    init(padded storage: [UInt8], count: Int) {
        precondition(storage.count >= count + JSONScanner.padding)
        self.storage = storage
        self.count = count
    }

    /// Copies text into a buffer of its own.
    init(copying text: some Collection<UInt8>) {
        var storage = [UInt8]()
        storage.reserveCapacity(text.count + JSONScanner.padding)
        storage.append(contentsOf: text)
        count = storage.count
        storage.append(contentsOf: repeatElement(0, count: JSONScanner.padding))
        self.storage = storage
    }

    /// Calls `body` with a scanner over the text, which must not leave the call.
    @inline(__always)
    func withScanner<R, Failure: Error>(
        _ body: (inout JSONScanner) throws(Failure) -> R
    ) throws(Failure) -> R {
        try storage.withUnsafeBufferPointer { (buffer) throws(Failure) -> R in
            // The initialisers guarantee at least the padding, so there is a base address.
            guard let base = buffer.baseAddress else { preconditionFailure("no padding") }
            var scanner = JSONScanner(base: base, end: count)
            return try body(&scanner)
        }
    }
}
