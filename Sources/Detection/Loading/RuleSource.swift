/// Where rules are read from.
enum RuleSource: Sendable {
    /// A file of the disk.
    case file(String)
    /// A text that is in memory.
    case text(RuleFile)
    /// A path that leads to no file.
    case problem(RuleProblem)
}
