import AuditIndex
import Detection
import SecurityArchitecture

/// The rules that the events of a run are held against, and the architecture that they know.
public struct EventRules: Sendable {
    /// The rules.
    public let program: RuleProgram
    /// What gives events their derived fields.
    public let architecture: Architecture
    /// Where the rules were loaded from.
    public let paths: [String]

    /// Makes rules of a run.
    public init(program: RuleProgram, architecture: Architecture, paths: [String]) {
        self.program = program
        self.architecture = architecture
        self.paths = paths
    }

    /// What the index keeps of them.
    public var judgement: Judgement {
        Judgement(
            rules: program.rules.map { rule in
                JudgedRule(
                    hash: rule.contentHash,
                    ruleID: rule.header.id,
                    title: rule.header.displayTitle,
                    level: rule.header.level?.rawValue,
                    status: rule.header.status?.rawValue,
                    file: rule.header.file,
                    raisesAlerts: rule.raisesAlerts
                )
            },
            architecture: architecture.contentHash,
            paths: paths
        )
    }
}
