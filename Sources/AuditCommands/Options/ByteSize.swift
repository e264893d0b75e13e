import ArgumentParser

/// A number of bytes as people write it: `500000`, `64K`, `16M`, `4G`.
struct ByteSize: ExpressibleByArgument {
    /// The bytes.
    var bytes: Int64

    init?(argument: String) {
        let units: [Character: Int64] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]
        var digits = argument[...].lowercased()[...]
        if digits.hasSuffix("ib") {
            digits = digits.dropLast(2)
        } else if digits.hasSuffix("b") {
            digits = digits.dropLast()
        }
        var unit: Int64 = 1
        if let last = digits.last, let known = units[last] {
            unit = known
            digits = digits.dropLast()
        }
        guard let number = Int64(digits), number > 0 else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        self.bytes = bytes
    }
}
