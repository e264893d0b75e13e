import SecurityArchitecture
import Yams

/// Loads rules from files and folders.
///
/// For example:
///
/// ```swift
/// let set = RuleLoader().load(paths: ["Queries/alerts", "sigma/rules/cloud/aws"])
/// set.rules.count      // those that could be taken
/// set.rejected         // those that could not, each with file, line and reason
/// ```
///
/// A file is one or more YAML documents: rules, correlations (`correlation:`), filters
/// (`filter:`) and tests (`tests:`). A bad document is rejected and the others are taken.
///
/// - complexity: O(n) in the bytes of the files. A document may have 1 MiB, 32 levels and 200,000
///   values after aliases are followed; a file 64 MiB.
///
/// See the [Sigma specification][sigma].
///
/// [sigma]: https://sigmahq.io/sigma-specification/
public struct RuleLoader: Sendable {
    /// The values of placeholders, by name; `expand` puts them in for `%name%`.
    public var placeholders: [String: [String]]

    /// Makes a loader.
    ///
    /// - parameter placeholders: The values of placeholders, by name.
    public init(placeholders: [String: [String]] = [:]) {
        self.placeholders = placeholders
    }

    /// Loads files, and the `*.yml` and `*.yaml` in folders, however deep.
    ///
    /// A rule or correlation replaces the builtin one of the same id. Correlations that refer to
    /// that one by its id, name or title get the other instead. One that is rejected replaces
    /// nothing: a slip in a copy must not take a rule away.
    ///
    /// - parameters:
    ///   - paths: Files and folders; a file that is met twice is read once.
    ///   - builtin: The program's own files. They come last.
    public func load(paths: [String], builtin: [RuleFile] = []) -> RuleSet {
        var builder = RuleSetBuilder(placeholders: placeholders)
        var seen: Set<String> = []
        for path in paths {
            for entry in RuleFiles.entries(of: path) {
                switch entry {
                case .problem(let problem): builder.reject(problem)
                case .file(let file):
                    guard seen.insert(file).inserted else { continue }
                    switch RuleFiles.read(file) {
                    case .success(let bytes): builder.add(bytes, file: file)
                    case .failure(let problem): builder.reject(problem)
                    }
                }
            }
        }
        builder.beginBuiltin()
        for file in builtin { builder.add(file.bytes, file: file.name) }
        return builder.build()
    }

    /// Loads the documents of a text.
    ///
    /// - parameters:
    ///   - yaml: The bytes, UTF-8.
    ///   - file: The file's name, for messages.
    public func load(yaml: [UInt8], file: String) -> RuleSet {
        var builder = RuleSetBuilder(placeholders: placeholders)
        builder.add(yaml, file: file)
        return builder.build()
    }
}
