extension TimeExpression {
    /// Reads `7d`, `-7d`, `7 days`, `7d ago`; nil when the text has no such form.
    ///
    /// - parameter text: What was typed, in lower case.
    /// - parameter now: The present, in seconds since 1970.
    /// - parameter given: What was typed, for the error.
    static func relative(
        _ text: String,
        now: Int64,
        given: String
    ) throws(TimeExpressionError) -> Range<Int64>? {
        var rest = text[...]
        if rest.hasPrefix("-") { rest = rest.dropFirst() }
        if rest.hasSuffix(" ago") { rest = rest.dropLast(4) }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        var unit = rest[digits.endIndex...]
        if unit.hasPrefix(" ") { unit = unit.dropFirst() }
        guard !digits.isEmpty, !unit.isEmpty, unit.allSatisfy({ $0.isASCII && $0.isLetter })
        else { return nil }
        guard let seconds = seconds(in: unit) else {
            throw TimeExpressionError(given, reason: "the units are s, m, h, d and w")
        }
        // Elsewhere M is months, which would be a search of minutes without a word.
        if unit == "m", given.contains("M") {
            throw TimeExpressionError(given, reason: "m is minutes; give months in weeks or days")
        }
        // An amount that no Int64 can hold lies before 1970 whatever the unit.
        let (age, isTooOld) = (Int64(digits) ?? .max).multipliedReportingOverflow(by: seconds)
        guard !isTooOld, age <= max(now, 0) else {
            throw TimeExpressionError(given, reason: "it lies before 1970")
        }
        return (now - age)..<(now - age + 1)
    }

    private static func seconds(in unit: Substring) -> Int64? {
        switch unit {
        case "s", "sec", "secs", "second", "seconds": 1
        case "m", "min", "mins", "minute", "minutes": 60
        case "h", "hr", "hrs", "hour", "hours": 3_600
        case "d", "day", "days": 86_400
        case "w", "week", "weeks": 604_800
        default: nil
        }
    }
}
