/// Finds patterns of different environments of which neither wins over the other.
struct ConflictCheck {
    /// Comparing patterns costs the product of their lengths; a file cannot make it cost more.
    private static let budget = 10_000_000

    private let origins: [ArchitectureReader.Origin]
    private let log: ProblemLog

    init(_ architecture: Architecture, origins: [ArchitectureReader.Origin], log: ProblemLog) {
        self.origins = origins
        self.log = log
    }

    func run() {
        var spent = 0
        let ranks = Dictionary(grouping: origins) {
            "\($0.subject) \($0.pattern.glob.isLiteral) \($0.pattern.literalCount) "
                + "\($0.pattern.wildcardCount)"
        }
        for group in ranks.values {
            for (index, one) in group.enumerated() {
                for other in group.dropFirst(index + 1) where one.environment != other.environment {
                    spent +=
                        16 + one.pattern.glob.pattern.utf8.count
                        * other.pattern.glob.pattern.utf8.count
                    guard spent < Self.budget else { return }
                    guard let name = one.pattern.overlap(with: other.pattern) else { continue }
                    report(one, other, name)
                }
            }
        }
    }

    private func report(
        _ one: ArchitectureReader.Origin,
        _ other: ArchitectureReader.Origin,
        _ name: String
    ) {
        let line = one.mark.map { " (line \($0.line))" } ?? ""
        log.add(
            "\(other.pattern.description.quoted) of \(other.environment) and "
                + "\(one.pattern.description.quoted) of \(one.environment)\(line) are equally "
                + "specific, and both match \(name.quoted); write one of them longer",
            at: other.mark,
            path: other.path
        )
    }
}
