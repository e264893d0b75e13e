/// A number with thousands apart, and what it counts: `1,234 files`.
package struct Count: CustomStringConvertible {
    package let description: String

    package init(_ number: Int, _ noun: String? = nil) {
        var digits = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 { digits.append(",") }
            digits.append(digit)
        }
        let text = (number < 0 ? "-" : "") + String(digits.reversed())
        description = noun.map { "\(text) \($0)\(number == 1 ? "" : "s")" } ?? text
    }
}

/// A number of bytes in the unit that suits it: `4.6 MB`.
package struct Bytes: CustomStringConvertible {
    package let description: String

    package init(_ bytes: Int64) {
        var value = Double(bytes)
        var unit = 0
        let units = ["bytes", "kB", "MB", "GB", "TB", "PB"]
        // From there on one place after the point would round up to the next unit.
        while value >= (unit == 0 ? 1_000 : 999.95), unit < units.count - 1 {
            value /= 1_000
            unit += 1
        }
        description =
            unit == 0 ? "\(bytes) bytes" : "\(Decimals.text(value, places: 1)) \(units[unit])"
    }
}

/// A span of time as people say it: `0.4 s`, `2 min 05 s`, `3 h 10 min`.
package struct ElapsedTime: CustomStringConvertible {
    package let description: String

    package init(_ seconds: Double) {
        let whole = Int(seconds.rounded())
        description =
            switch whole {
            case ..<60: "\(Decimals.text(seconds, places: seconds < 9.95 ? 1 : 0)) s"
            case ..<3_600: "\(whole / 60) min \(Decimals.padded(whole % 60)) s"
            default: "\(whole / 3_600) h \(Decimals.padded(whole % 3_600 / 60)) min"
            }
    }
}

/// A length of time in the one or two units that matter: `40 s`, `35 min`, `1 h 43 min`, `12 d`.
package struct Lasting: CustomStringConvertible {
    package let description: String

    /// - parameter seconds: The length.
    package init(_ seconds: Int64) {
        let seconds = max(seconds, 0)
        let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400)
        description =
            switch seconds {
            case ..<60: "\(seconds) s"
            case ..<3_600: "\(minutes) min"
            case ..<36_000 where minutes % 60 > 0: "\(hours) h \(minutes % 60) min"
            case ..<172_800: "\(hours) h"
            default: "\(days) d"
            }
    }
}

/// How far a time is from now, as people say it: `2 h ago`, `in 3 d`.
package struct FromNow: CustomStringConvertible {
    package let description: String

    /// - parameters:
    ///   - time: The time, in seconds since 1970.
    ///   - now: The present, in seconds since 1970.
    package init(_ time: Int64, now: Int64) {
        let seconds = now >= time ? now - time : time - now
        let text =
            switch seconds {
            case ..<60: "\(seconds) s"
            case ..<3_600: "\(seconds / 60) min"
            case ..<172_800: "\(seconds / 3_600) h"
            default: "\(seconds / 86_400) d"
            }
        description = now >= time ? "\(text) ago" : "in \(text)"
    }
}

/// Decimal numbers, without Foundation's formatters.
package enum Decimals {
    /// A number with a fixed number of decimal places.
    package static func text(_ number: Double, places: Int) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return "0" }
        let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((number.magnitude * Double(scale)).rounded())
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: places - fraction.count)
        return "\(sign)\(scaled / scale).\(zeros)\(fraction)"
    }

    /// A number of one or two digits, as two.
    package static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension EventTime {
    /// The time as tables show it: `2026-03-07 01:40:05`.
    package var brief: String {
        description.replacing("T", with: " ").replacing("Z", with: "")
    }
}
