import AuditIndex
import AuditTestSupport
import Basics
import SecurityArchitecture
import Testing

/// What the rules say of weeks in which nothing happens.
///
/// That they are looked at is shown by the week in which something does.
@Suite struct BenignWeekTests {
    @Test(arguments: [1, 2, 3] as [UInt64], [true, false])
    func aQuietWeekRaisesNothingAboveLow(seed: UInt64, isDeclared: Bool) throws {
        let rules = try RulePack.rules(isDeclared ? nil : Architecture.guessed)
        try TemporaryFolder.with { folder in
            try SampleLogs(seed: seed, incident: false).write(into: folder.path)
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            try index.take([folder.path("AWSLogs")], rules)
            var filter = AlertFilter()
            filter.includesStaged = true
            let alerts = try index.alerts(filter)
            let offenders = alerts.filter {
                Severity(rawValue: $0.alert.level) ?? .critical > .low
            }.map {
                "\($0.alert.level) \($0.ruleTitle) ×\($0.alert.count): \($0.alert.title)"
            }
            #expect(offenders == [])
        }
    }
}
