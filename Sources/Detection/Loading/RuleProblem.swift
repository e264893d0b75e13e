import SecurityArchitecture

/// One thing that is wrong in a rule's file: where, what, and what would be right.
///
/// For example:
///
/// ```swift
/// problem.description
/// // "rules/s3.yml:14:5: detection.selection: unknown modifier 'contain'; did you mean 'contains'?"
/// ```
public struct RuleProblem: Error, Hashable, Sendable {
    /// The file, as the loader was told.
    public var file: String
    /// The line, from 1; 0 where the file as a whole is meant.
    public var line: Int
    /// The column, from 1, counted in Unicode scalars; 0 where the file as a whole is meant.
    public var column: Int
    /// The keys that lead to the value, joined by dots; empty at the top.
    public var path: String
    /// What is wrong and what would be right.
    public var message: String

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
    public var description: String {
        var place = file
        if line > 0 { place += ":\(line)" }
        if line > 0, column > 0 { place += ":\(column)" }
        return path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}
