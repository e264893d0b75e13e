/// One thing that is wrong in `audit.yaml`: where, what, and what would be right.
///
/// For example:
///
/// ```swift
/// problem.description
/// // "audit.yaml:12:5: environments.prod.accounts: '51000000001' is not an account id: 12 digits"
/// ```
public struct ArchitectureProblem: Error, Hashable, Sendable {
    /// The file, as its reader was told.
    public var file: String
    /// The line, from 1; 0 where the file as a whole is meant.
    public var line: Int
    /// The column, from 1, counted in Unicode scalars; 0 where the file as a whole is meant.
    public var column: Int
    /// The keys that lead to the value, joined by dots; empty at the top.
    public var path: String
    /// What is wrong and what would be right.
    public var message: String
}

extension ArchitectureProblem: CustomStringConvertible {
    /// The problem on one line, as compilers write theirs.
    public var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}

/// Everything that is wrong in an `audit.yaml`, in the order of its lines.
///
/// Nothing of a file with a problem is used: half an architecture would judge wrongly.
public struct ArchitectureErrors: Error, Hashable, Sendable {
    /// The problems, at least one, at most a hundred.
    public var problems: [ArchitectureProblem]
}

extension ArchitectureErrors: CustomStringConvertible {
    /// The problems, one a line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
