import StrictYAML

/// A problem in a rule file: where, what is wrong, and what would be right.
///
/// For example:
///
/// ```swift
/// problem.description
/// // "rules/s3.yml:14:5: detection.selection: unknown modifier 'contain'; did you mean 'contains'?"
/// ```
package struct RuleProblem: Error, Hashable, Sendable {
    /// The file, as given to the loader.
    package var file: String
    /// The line, from 1; 0 where the file as a whole is meant.
    package var line: Int
    /// The column, from 1, counted in Unicode scalars; 0 where the file as a whole is meant.
    package var column: Int
    /// The keys that lead to the value, joined by dots; empty at the top.
    package var path: String
    package var message: String

    init(file: String, line: Int, column: Int = 0, path: String = "", message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }

    init(_ problem: ArchitectureProblem) {
        file = problem.file
        line = problem.line
        column = problem.column
        path = problem.path
        message = problem.message
    }
}

extension RuleProblem: CustomStringConvertible {
    /// The problem on one line, as compilers write theirs.
    package var description: String {
        var place = file
        if line > 0 { place += ":\(line)" }
        if line > 0, column > 0 { place += ":\(column)" }
        return path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}

/// A document or a file that was rejected, and why.
package struct RejectedRule: Hashable, Sendable {
    /// The file, as given to the loader.
    package var file: String
    /// The line at which the document begins; 0 where the whole file is meant.
    package var line: Int
    /// The document's title, where it has one.
    package var title: String?
    /// At least one problem, in the order of lines.
    package var problems: [RuleProblem]
}

extension RejectedRule {
    /// nil where the log has no problems.
    init?(_ log: ProblemLog, line: Int, title: String?) {
        let problems = log.problems.map { RuleProblem($0) }
        guard let first = problems.first else { return nil }
        self.init(file: first.file, line: line, title: title, problems: problems)
    }
}

/// A problem with a part of a rule, before its place is known.
struct RuleFault: Error, Hashable {
    var message: String

    init(_ message: String) { self.message = message }
}
