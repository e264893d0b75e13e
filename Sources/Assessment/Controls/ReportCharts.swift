import AuditIndex
import Basics
import SecurityArchitecture

/// The data of a report's charts.
package struct ReportCharts: Sendable {
    /// An environment, and its events in each of the intervals.
    package struct Series {
        package var name: String
        package var counts: [Int]
        package var denied: Int
        package var total: Int { counts.reduce(0, +) }
    }

    /// A secret and how often each reader got it.
    package struct SecretRow {
        package var name: String
        /// One for each of ``readers``.
        package var cells: [Cell]
    }

    /// A reader's accesses to a secret.
    package struct Cell {
        package var reads = 0
        package var denied = 0
        package var isUndeclared = false
    }

    /// The sessions of a deployment role by the hour of the week, beside its windows.
    package struct Week {
        package var role: String
        package var windows: [String]
        /// 168 hours from Monday on; nil if no window is declared.
        package var isOpen: [Bool]?
        package var kept: [Int]
        package var broken: [Int]
    }

    /// The beginning of each interval, in seconds since 1970.
    package var intervals: [Int64] = []
    /// How many days an interval has.
    package var intervalDays = 1
    /// The environments, in the order of the declaration, events without one last.
    package var environments: [Series] = []
    /// Alerts that began in each interval, by level.
    package var alerts: [[Severity: Int]] = []
    /// The readers of secrets, the most frequent first.
    package var readers: [String] = []
    /// The secrets.
    package var secrets: [SecretRow] = []
    /// How many secrets and readers are not shown.
    package var leftOut = (secrets: 0, readers: 0)
    /// The deployment roles.
    package var weeks: [Week] = []
    /// Alerts by level, most severe first, including levels without any.
    package var levels: [(level: Severity, count: Int)] = []
}

/// Counts for the charts.
extension ReportBuilder {
    /// Columns of a timeline that a page has room for.
    private static let mostIntervals = 62

    func charts() -> ReportCharts {
        var charts = ReportCharts()
        addTimeline(to: &charts)
        addSecrets(to: &charts)
        charts.weeks = weeks
        charts.levels = Severity.allCases.reversed().map { level in
            (level, material.alerts.count { $0.listing.alert.level == level.rawValue })
        }
        return charts
    }

    private func addTimeline(to charts: inout ReportCharts) {
        let days = material.period.days
        let width = (days.count + Self.mostIntervals - 1) / Self.mostIntervals
        charts.intervalDays = max(width, 1)
        charts.intervals = stride(
            from: days.lowerBound,
            to: days.upperBound,
            by: charts.intervalDays
        ).map { $0 * 86_400 }
        func position(_ seconds: Int64) -> Int {
            let day = min(max(seconds / 86_400, days.lowerBound), days.upperBound - 1)
            return Int(day - days.lowerBound) / charts.intervalDays
        }
        var order = material.architecture.knownEnvironments.map(\.name).distinct
        var series: [String: ReportCharts.Series] = [:]
        let empty = [Int](repeating: 0, count: charts.intervals.count)
        for event in material.events {
            let name = event.environment?.name ?? ""
            if !name.isEmpty, !order.contains(name) { order.append(name) }
            series[name, default: .init(name: name, counts: empty, denied: 0)]
                .counts[position(event.day)] += event.count
            if event.flags.contains(.denied) { series[name]?.denied += event.count }
        }
        charts.environments = (order + [""]).compactMap { series[$0] }
        charts.alerts = empty.map { _ in [:] }
        for alert in material.alerts.map(\.listing.alert) {
            let level = Severity(rawValue: alert.level) ?? .medium
            charts.alerts[position(alert.first)][level, default: 0] += 1
        }
    }

    /// Rows and columns of the table of readers that a page has room for.
    private static let most = (secrets: 24, readers: 18)

    private func addSecrets(to charts: inout ReportCharts) {
        var cells: [String: [String: ReportCharts.Cell]] = [:]
        var readers: [String: Rank] = [:]
        var secrets: [String: Rank] = [:]
        for read in material.reads {
            let principal = read.principal.principal
            let reader = ShortName.reader(read.principal)
            let facts = material.classifier.facts(of: read.secret)
            let isStranger = read.reads > 0 && facts.status(of: principal) == .undeclared
            cells[read.secret.name, default: [:]][reader, default: .init()].add(read, isStranger)
            let isProduction = facts.environment?.isProduction == true
            let rank = Rank(isStranger, isProduction, read.reads + read.denied)
            readers[reader, default: Rank()].add(rank)
            secrets[read.secret.name, default: Rank()].add(rank)
        }
        charts.readers = Array(Rank.sorted(readers).prefix(Self.most.readers))
        charts.secrets = Rank.sorted(secrets).prefix(Self.most.secrets).map { name in
            ReportCharts.SecretRow(
                name: name,
                cells: charts.readers.map { cells[name]?[$0] ?? .init() }
            )
        }.filter { $0.cells.contains { $0.reads > 0 || $0.denied > 0 } }
        charts.leftOut = (
            secrets.count - charts.secrets.count, readers.count - charts.readers.count
        )
    }

    /// What comes first if not everything has room: undeclared readers, then production, then
    /// frequent ones.
    private struct Rank {
        var isStrange = false
        var isProduction = false
        var count = 0

        init() {}

        init(_ isStrange: Bool, _ isProduction: Bool, _ count: Int) {
            self.isStrange = isStrange
            self.isProduction = isProduction
            self.count = count
        }

        mutating func add(_ other: Rank) {
            isStrange = isStrange || other.isStrange
            isProduction = isProduction || other.isProduction
            count += other.count
        }

        static func sorted(_ ranks: [String: Rank]) -> [String] {
            func key(_ entry: (key: String, value: Rank)) -> (Int, Int, Int, String) {
                let rank = entry.value
                return (
                    rank.isStrange ? 0 : 1, rank.isProduction ? 0 : 1, -rank.count, entry.key
                )
            }
            return ranks.sorted { key($0) < key($1) }.map(\.key)
        }
    }

    /// The sessions of deployment roles by the hour of the week, UTC.
    private var weeks: [ReportCharts.Week] {
        let begun = material.sessions.filter { !$0.isAttempt }
        let contracts = Dictionary(grouping: begun, by: \.role)
        return contracts.sorted {
            ($0.key.name, $0.key.arn ?? "") < ($1.key.name, $1.key.arn ?? "")
        }
        .prefix(8).map { role, sessions in
            let contract = material.classifier.contract(of: role)
            var week = ReportCharts.Week(
                role: role.name,
                windows: contract?.windows?.map(\.description) ?? [],
                isOpen: contract?.windows.map(openHours),
                kept: [Int](repeating: 0, count: 168),
                broken: [Int](repeating: 0, count: 168)
            )
            for session in sessions {
                let hour = Self.hourOfWeek(session.session.began.seconds)
                if session.breaches.isEmpty {
                    week.kept[hour] += 1
                } else {
                    week.broken[hour] += 1
                }
            }
            return week
        }
    }

    /// Which hours of the week are in the windows, by the clock of the last week of the period.
    private func openHours(_ windows: [TimeWindow]) -> [Bool] {
        let lastMonday =
            material.period.span.upperBound
            - Int64(Self.hourOfWeek(material.period.span.upperBound)) * 3_600 - 604_800
        return (0..<168).map { hour in
            let middle = EventTime(seconds: lastMonday + Int64(hour) * 3_600 + 1_800)
            return windows.contains { $0.contains(middle) }
        }
    }

    /// The hours since Monday 00:00 UTC; the first day of 1970 was a Thursday.
    static func hourOfWeek(_ seconds: Int64) -> Int { Int((seconds / 3_600 + 72) % 168) }
}

extension ReportCharts.Cell {
    fileprivate mutating func add(_ read: SecretReadCount, _ isStranger: Bool) {
        reads += read.reads
        denied += read.denied
        isUndeclared = isUndeclared || isStranger
    }
}
