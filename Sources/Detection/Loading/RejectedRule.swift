import SecurityArchitecture

/// A document, or a file, that could not be taken as a rule, and why.
public struct RejectedRule: Hashable, Sendable {
    /// The file, as the loader was told.
    public var file: String
    /// The line at which the document begins; 0 where the whole file is meant.
    public var line: Int
    /// The document's title, where it has one.
    public var title: String?
    /// What is wrong, at least one problem, in the order of lines.
    public var problems: [RuleProblem]
}

extension RejectedRule {
    /// What a log has gathered; nil where that is nothing.
    init?(_ log: ProblemLog, line: Int, title: String?) {
        let problems = log.problems.map { RuleProblem($0) }
        guard let first = problems.first else { return nil }
        self.init(file: first.file, line: line, title: title, problems: problems)
    }
}
