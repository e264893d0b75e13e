import CloudTrail

/// Which log files of a trail are read, by what their paths tell.
///
/// A file that tells nothing is read.
package struct LogSelection: Sendable {
    /// The first day of events, in days since 1970; nil for all.
    package var firstDay: Int64?
    /// The last day of events; nil for all.
    package var lastDay: Int64?
    /// Whether an account's files are read; nil for all.
    package var accounts: (@Sendable (String) -> Bool)?
    /// Whether a region's files are read; nil for all.
    package var regions: (@Sendable (String) -> Bool)?

    package init() {}

    /// The files with events of a span.
    ///
    /// - parameter span: In seconds since 1970; nil, and `Int64.min` and `.max`, are without a bound.
    package init(_ span: Range<Int64>?) {
        guard let span else { return }
        if span.lowerBound > .min { firstDay = span.lowerBound / 86_400 }
        if span.upperBound < .max { lastDay = (span.upperBound - 1) / 86_400 }
    }

    /// Whether files that were delivered on a day may have events of the days.
    ///
    /// Names are rounded up, and events arrive late: the last of a day are in files of the next.
    func contains(deliveryDay day: Int64) -> Bool {
        day >= firstDay ?? .min && day <= lastDay.map { $0 + 1 } ?? .max
    }

    func contains(account: String) -> Bool { accounts?(account) ?? true }
    func contains(region: String) -> Bool { regions?(region) ?? true }

    /// Whether a file is read.
    package func contains(_ path: @autoclosure () -> String) -> Bool {
        guard firstDay != nil || lastDay != nil || accounts != nil || regions != nil else {
            return true
        }
        let name = LogFileName(path())
        return name.delivered.map { contains(deliveryDay: $0.seconds / 86_400) } ?? true
            && name.account.map(contains(account:)) ?? true
            && name.region.map(contains(region:)) ?? true
    }
}
