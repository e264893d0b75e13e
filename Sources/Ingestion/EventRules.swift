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

    /// What the index keeps of them: rules, and behind them correlations.
    public var judgement: Judgement {
        Judgement(
            rules: program.rules.map {
                JudgedRule(
                    $0.header,
                    hash: $0.contentHash,
                    raisesAlerts: $0.raisesAlerts,
                    record: .matches
                )
            }
                + program.correlations.map {
                    JudgedRule(
                        $0.header,
                        hash: $0.contentHash,
                        raisesAlerts: $0.raisesAlerts,
                        record: $0.correlation.definition.kind.isAnomaly ? .hours : .observations
                    )
                },
            architecture: architecture.contentHash,
            paths: paths
        )
    }
}

extension JudgedRule {
    fileprivate init(
        _ header: RuleHeader,
        hash: String,
        raisesAlerts: Bool,
        record: Record
    ) {
        self.init(
            hash: hash,
            ruleID: header.id,
            title: header.displayTitle,
            level: header.level?.rawValue,
            status: header.status?.rawValue,
            file: header.file,
            raisesAlerts: raisesAlerts,
            record: record
        )
    }
}
