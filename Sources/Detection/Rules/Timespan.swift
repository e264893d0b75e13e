import SecurityArchitecture

/// A length of time as Sigma writes it: a count and `s`, `m`, `h`, `d`, `w`, `M` or `y`.
///
/// A month is 30 days and a year 365, for a window has no calendar.
struct Timespan: Hashable, Sendable {
    var seconds: Int64

    init(_ text: String) throws(RuleFault) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [String: Int64] = [
            "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "M": 2_592_000,
            "y": 31_536_000,
        ]
        guard (1...9).contains(digits.count), let count = Int64(digits),
            let unit = units[String(text.dropFirst(digits.count))]
        else {
            throw RuleFault("\(text.quoted) is no length of time; write for example 30s, 5m or 24h")
        }
        seconds = count * unit
    }
}
