import AuditIndex
import Basics
import Ingestion

/// Files that other rules evaluated than those of the run, or none: what the rules find in them is
/// not in the index.
struct StaleFiles {
    /// Under which the rule set is remembered for which this was last said.
    private static let setting = "stale-files-said"

    let count: Int
    private let ruleSet: Int64

    /// - returns: nil where all files were evaluated with the rules.
    init?(_ index: AuditDatabase, _ rules: EventRules) throws {
        let (count, set) = try index.staleFiles(rules.fingerprint)
        guard count > 0 else { return nil }
        (self.count, ruleSet) = (count, set)
    }

    /// Says so on standard error, and how to re-evaluate them.
    ///
    /// - parameters:
    ///   - command: What re-evaluates them.
    ///   - isNewsOnly: Whether it is said once for a rule set: cron mails each line.
    func say(
        _ command: String,
        isNewsOnly: Bool,
        _ index: AuditDatabase,
        _ console: Console
    ) throws {
        let isNews = try index.evaluate { store in
            guard try store.integerSetting(Self.setting) != ruleSet else { return false }
            try store.set(Self.setting, to: ruleSet)
            return true
        }
        guard isNews || !isNewsOnly else { return }
        console.say(
            "\(Count(count, "known file")) \(count == 1 ? "was" : "were") not evaluated with these "
                + "rules and this audit.yaml; '\(command)' re-evaluates \(count == 1 ? "it" : "them")."
        )
    }
}
