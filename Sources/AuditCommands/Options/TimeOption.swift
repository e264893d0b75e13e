import Basics

/// A time as it was typed, parsed before it is known what time it is now.
///
/// The argument parser makes it, so that a malformed time is a usage error before anything is done,
/// and no time is parsed twice.
struct TimeOption: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        /// A time with an offset.
        case span(Range<Int64>)
        /// What clocks of the zone show, as if it were UTC.
        case local(Range<Int64>)
        /// So many seconds before now.
        case ago(Int64)
        /// So many months before now.
        case months(Int64)
        /// The day so many days before today.
        case day(Int64)
    }

    /// What was typed.
    let text: String
    private let form: Form

    /// Parses a time.
    ///
    /// - throws: A ``TimeExpressionError`` as ``TimeExpression/init(_:now:)``, except for times that
    ///   only the present shows to be before 1970.
    init(_ text: String) throws(TimeExpressionError) {
        self.text = text
        let lowercased = text.lowercased()
        switch lowercased {
        case "now": form = .ago(0)
        case "today": form = .day(0)
        case "yesterday": form = .day(1)
        default:
            if let age = try TimeExpression.age(lowercased, given: text) {
                form = age.isMonths ? .months(age.amount) : .ago(age.amount)
            } else {
                let (span, isLocal) = try TimeExpression.absolute(lowercased, given: text)
                form = isLocal ? .local(span) : .span(span)
                _ = try TimeExpression(span, text)
            }
        }
    }

    /// The time, now that the present is known.
    ///
    /// - parameter clock: The present and its zone.
    /// - throws: A ``TimeExpressionError`` for a time before 1970.
    func time(_ clock: Clock) throws(TimeExpressionError) -> TimeExpression {
        let (now, zone) = (clock.now, clock.zone)
        switch form {
        case .span(let span): return try TimeExpression(span, text)
        case .local(let span): return try TimeExpression(Self.utc(span, zone), text)
        case .ago(let age):
            guard age <= max(now, 0) else { throw tooOld }
            return try TimeExpression((now - age)..<(now - age + 1), text)
        case .months(let months):
            let local = now + zone.offset(at: now)
            guard let start = Self.monthsBefore(local, months) else { throw tooOld }
            return try TimeExpression(Self.utc(start..<(start + 1), zone), text)
        case .day(let days):
            let day: Int64 = 86_400
            let local = now + zone.offset(at: now)
            let start = local - (local % day + day) % day - days * day
            return try TimeExpression(Self.utc(start..<(start + day), zone), text)
        }
    }

    private var tooOld: TimeExpressionError {
        TimeExpressionError(text, reason: "it is before 1970")
    }

    private static func utc(_ local: Range<Int64>, _ zone: ClockZone) -> Range<Int64> {
        let start = zone.utc(ofLocal: local.lowerBound)
        let end = zone.utc(ofLocal: local.upperBound - 1, isEnd: true) + 1
        return start..<max(end, start + 1)
    }

    /// The same day and time so many months earlier, or the last day of a shorter month; nil
    /// before 1970.
    private static func monthsBefore(_ local: Int64, _ months: Int64) -> Int64? {
        let date = CivilDate(daysSince1970: Int(local / 86_400))
        let number = Int64(date.year) * 12 + Int64(date.month) - 1 - months
        guard local >= 0, number >= 1_970 * 12 else { return nil }
        let (year, month) = (Int(number / 12), Int(number % 12) + 1)
        let day = min(date.day, CivilDate.daysInMonth(month, year: year))
        return Int64(CivilDate.days(year: year, month: month, day: day)) * 86_400 + local % 86_400
    }

    /// The time that an option was given.
    ///
    /// - throws: A ``CommandFailure`` that names the option.
    func time(of flag: String, _ clock: Clock) throws -> TimeExpression {
        do throws(TimeExpressionError) {
            return try time(clock)
        } catch {
            throw CommandFailure(message: "\(flag): \(error)", status: .usage)
        }
    }

    /// Parses the value of an option.
    @Sendable
    static func parse(_ text: String) throws -> TimeOption {
        do throws(TimeExpressionError) {
            return try TimeOption(text)
        } catch {
            throw InvalidValue(error.hint)
        }
    }
}
