import CloudTrail
import Detection
import SecurityArchitecture

/// What a report draws, as numbers.
struct ReportCharts: Sendable {
    /// An environment, and its events in each of the intervals.
    struct Series {
        var name: String
        var counts: [Int]
        var denied: Int
        var total: Int { counts.reduce(0, +) }
    }

    /// A secret, and how often each of the readers got it.
    struct SecretRow {
        var name: String
        /// One for each of ``readers``.
        var cells: [Cell]
    }

    /// What a reader had of a secret.
    struct Cell {
        var reads = 0
        var denied = 0
        var isUndeclared = false
    }

    /// The sessions of a deployment role by the hour of the week, beside its windows.
    struct Week {
        var role: String
        var windows: [String]
        /// 168 hours from Monday on; nil where no window is declared.
        var isOpen: [Bool]?
        var kept: [Int]
        var broken: [Int]
    }

    /// The beginning of each interval, in seconds since 1970.
    var intervals: [Int64] = []
    /// How many days an interval has.
    var intervalDays = 1
    /// The environments, in the order of the declaration; events of none are the last.
    var environments: [Series] = []
    /// Alerts that began in each interval, by level.
    var alerts: [[RuleLevel: Int]] = []
    /// The readers of secrets, the most frequent first.
    var readers: [String] = []
    /// The secrets.
    var secrets: [SecretRow] = []
    /// How many secrets and readers are not shown.
    var leftOut = (secrets: 0, readers: 0)
    /// The deployment roles.
    var weeks: [Week] = []
    /// Alerts by level, the most serious first; levels without any are there, too.
    var levels: [(level: RuleLevel, count: Int)] = []
}
