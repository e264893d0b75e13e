import AuditIndex
import Detection
import Ingestion

extension IngestCommand {
    /// The rules of a run, and whether all that were given could be taken.
    struct JudgedRun {
        var rules: EventRules
        var areAllTaken: Bool
    }

    /// What events are to be held against; nil without rules.
    ///
    /// - throws: `CommandFailure` where there are rules and none can be taken, or `audit.yaml` is
    ///   wrong: nothing is written then.
    func judged(_ console: Console) throws -> JudgedRun? {
        guard let selection = try ruleSelection(console) else {
            // A declaration that was named is checked even where nothing asks for it.
            if config.file != nil { _ = try config.architecture(console) }
            return nil
        }
        let architecture = try config.architecture(console)
        let set = try selection.load()
        set.sayRejected(console)
        let program = RuleProgram(set)
        guard !program.rules.isEmpty else {
            throw CommandFailure(
                message: "no rule for CloudTrail in \(selection.paths.joined(separator: ", "))",
                status: .usage
            )
        }
        return JudgedRun(
            rules: EventRules(
                program: program,
                architecture: architecture,
                paths: selection.remembered
            ),
            areAllTaken: set.rejected.isEmpty
        )
    }

    /// The rules asked for, or where something is to be judged anew, those of the last run.
    private func ruleSelection(_ console: Console) throws -> RuleSelection? {
        guard rules.paths.isEmpty else { return rules.selection }
        guard reclassify else { return nil }
        let index = try AuditDatabase.openForReading(database.path(console))
        guard let paths = try index.judgementStatus()?.paths, !paths.isEmpty else {
            if self.paths.isEmpty {
                throw CommandFailure(
                    message: "the index has no matches of rules to bring up to date, and all else "
                        + "is judged when it is asked for; give rules with --rules",
                    status: .usage
                )
            }
            return nil
        }
        return RuleSelection(paths: paths, hasBuiltin: false)
    }

    /// The files to judge anew; nil where that was not asked for.
    func reclassified(
        _ index: AuditDatabase,
        _ rules: EventRules?,
        _ console: Console
    ) throws -> Reclassification? {
        guard reclassify, let rules else { return nil }
        let again = try Reclassification(index, rules: rules)
        if !quiet {
            console.say(
                again.paths.isEmpty
                    ? again.gone.isEmpty
                        ? "Everything has been judged by these rules already."
                        : "None of what was judged otherwise is there any more."
                    : "Judging \(Count(again.paths.count, "file")) anew."
            )
        }
        return again
    }

    /// Says which files would be needed and are not there.
    func sayGone(_ gone: [String], _ console: Console) {
        for path in gone.prefix(20) {
            console.complain("\(path): is gone; its events keep what they were judged by")
        }
        if gone.count > 20 {
            console.complain("\(Count(gone.count - 20)) more files are gone")
        }
    }
}
