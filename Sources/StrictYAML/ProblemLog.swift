import Yams

/// Collects the problems of a file while it is read, so that its author sees all of them at once.
///
/// It is a class because the readers of all sections write to the same one.
package final class ProblemLog {
    /// More than a hundred problems are one: it is the wrong file.
    private static let limit = 100

    package let file: String
    /// What messages call the file: `audit.yaml`, `a rule`.
    let subject: String
    /// The lines of the file before the text that is read.
    private let linesBefore: Int
    package private(set) var problems: [ArchitectureProblem] = []

    package init(file: String, subject: String = "audit.yaml", linesBefore: Int = 0) {
        self.file = file
        self.subject = subject
        self.linesBefore = linesBefore
    }

    /// Whether no more problems are recorded, so that looking for them is a waste.
    package var isFull: Bool { problems.count >= Self.limit }

    package func add(_ message: String, at position: FilePosition?, path: String = "") {
        guard !isFull else { return }
        let problem = ArchitectureProblem(
            file: file,
            line: line(of: position),
            column: position?.column ?? 0,
            path: path,
            message: message
        )
        // A faulty alias is reported once, not wherever it is used.
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// The line of the file that a position in the text is in; 0 for none.
    package func line(of position: FilePosition?) -> Int {
        position.map { $0.line + linesBefore } ?? 0
    }

    package func check() throws(ArchitectureErrors) {
        guard !problems.isEmpty else { return }
        throw ArchitectureErrors(
            problems: problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        )
    }
}

/// A problem in `audit.yaml`: where, what is wrong, and what would be right.
///
/// For example:
///
/// ```swift
/// problem.description
/// // "audit.yaml:12:5: environments.prod.accounts: '51000000001' is not an account id: 12 digits"
/// ```
package struct ArchitectureProblem: Error, Hashable, Sendable {
    /// The file, as the reader's caller named it.
    package var file: String
    /// The line, from 1; 0 where the file as a whole is meant.
    package var line: Int
    /// The column, from 1, counted in Unicode scalars; 0 where the file as a whole is meant.
    package var column: Int
    /// The keys that lead to the value, joined by dots; empty at the top.
    package var path: String
    package var message: String
}

extension ArchitectureProblem: CustomStringConvertible {
    /// The problem on one line, as compilers write theirs.
    package var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}

/// Everything that is wrong in an `audit.yaml`, in the order of its lines.
///
/// Nothing of a file with a problem is used: half an architecture would give wrong findings.
package struct ArchitectureErrors: Error, Hashable, Sendable {
    /// The problems, at least one, at most a hundred.
    package var problems: [ArchitectureProblem]

    package init(problems: [ArchitectureProblem]) { self.problems = problems }
}

extension ArchitectureErrors: CustomStringConvertible {
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// A place in a file: line and column, from 1, columns in Unicode scalars.
package struct FilePosition: Hashable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package init(_ mark: Mark) {
        line = mark.line
        column = mark.column
    }
}
