import Detection

extension RuleSet {
    /// Says which documents could not be taken as rules, and why.
    ///
    /// - parameter most: How many are named one by one, where a command has other things to say.
    func sayRejected(_ console: Console, most: Int = .max) {
        for rejected in rejected.prefix(most) {
            for problem in rejected.problems { console.complain(problem.description) }
        }
        guard rejected.count > most else { return }
        console.complain(
            "\(Count(rejected.count - most, "more rule")) rejected; 'audit rules lint' has them all"
        )
    }
}
