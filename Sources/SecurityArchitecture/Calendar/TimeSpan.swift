/// A length of time in whole seconds.
///
/// For example:
///
/// ```swift
/// try TimeSpan("30d").seconds      // 2_592_000
/// try TimeSpan("1h30m").description  // "1h30m"
/// ```
public struct TimeSpan: Hashable, Comparable, Sendable {
    /// The seconds.
    public let seconds: Int64

    /// Creates a span.
    public init(seconds: Int64) { self.seconds = seconds }

    /// Reads a span.
    ///
    /// - parameter text: Numbers with `w`, `d`, `h`, `m` or `s`, the longer units first.
    /// - throws: A ``TextFault`` when the text is no span, is nothing, or longer than 100 years.
    public init(_ text: String) throws(TextFault) {
        let fault = TextFault("\(text.quoted) is no duration; write 30d, 12h, 90m or 1h30m")
        var total: Int64 = 0
        var rest = text.utf8[...]
        var smallest = Int64.max
        while !rest.isEmpty {
            let digits = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
            guard (1...6).contains(digits.count), let number = Int64(String(digits) ?? ""),
                let letter = rest.dropFirst(digits.count).first,
                let unit = Self.units.first(where: { $0.letter == letter })?.seconds,
                unit < smallest
            else { throw fault }
            smallest = unit
            total += number * unit
            rest = rest.dropFirst(digits.count + 1)
        }
        guard total > 0, total <= 36_525 * 86_400 else { throw fault }
        seconds = total
    }

    private static let units: [(letter: UInt8, seconds: Int64)] = [
        (UInt8(ascii: "w"), 604_800), (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3_600),
        (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
    ]

    /// Whether the first span is shorter.
    public static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.seconds < right.seconds }
}

extension TimeSpan: CustomStringConvertible {
    /// The span in days, hours, minutes and seconds, for example `1h30m`.
    public var description: String {
        var rest = seconds
        var text = ""
        for unit in Self.units.dropFirst() where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(Character(Unicode.Scalar(unit.letter)))"
            rest %= unit.seconds
        }
        return text.isEmpty ? "0s" : text
    }
}
