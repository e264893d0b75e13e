import SecurityArchitecture

/// What stands in one file of rules, before it is known what its documents refer to.
struct RuleFileContents {
    /// A document as far as it could be taken by itself.
    enum Document {
        /// Nil where it was rejected, as for the others.
        case rule(SigmaRule?)
        case correlation(CorrelationDraft?)
        case filter(SigmaFilter?)
        case tests(YAMLValue, RuleTestReader)
        case rejected(RejectedRule)
    }

    /// The file's name; nil where there was no file to read.
    var file: String?
    /// Its documents in their order; what is wrong with one comes after it.
    var documents: [Document] = []

    /// Notes what is wrong with a file as a whole.
    mutating func reject(_ problem: RuleProblem) {
        documents.append(
            .rejected(RejectedRule(file: problem.file, line: 0, title: nil, problems: [problem]))
        )
    }

    /// Notes what is wrong with a document, if anything is.
    mutating func reject(_ log: ProblemLog, line: Int, title: String?) {
        guard let rejected = RejectedRule(log, line: line, title: title) else { return }
        documents.append(.rejected(rejected))
    }
}
