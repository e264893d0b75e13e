import CloudTrail

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

    /// Whether the tests of the program's own rules are passed over, unread: they take as long to
    /// read as the rules, and only those who work on rules ask for them.
    public var skipsBuiltinTests: Bool

    /// Makes a loader.
    ///
    /// - parameters:
    ///   - placeholders: The values of placeholders, by name.
    ///   - skipsBuiltinTests: Whether the tests of the program's own rules are passed over.
    public init(placeholders: [String: [String]] = [:], skipsBuiltinTests: Bool = false) {
        self.placeholders = placeholders
        self.skipsBuiltinTests = skipsBuiltinTests
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
        var reader = RuleFileReader(placeholders: placeholders)
        var builder = RuleSetBuilder()
        for contents in Self.sources(paths).concurrentMap(reader.contents) { builder.add(contents) }
        reader.isBuiltin = true
        reader.skipsTests = skipsBuiltinTests
        builder.beginBuiltin()
        for contents in builtin.map(RuleSource.text).concurrentMap(reader.contents) {
            builder.add(contents)
        }
        return builder.build()
    }

    /// What paths lead to, each file once.
    private static func sources(_ paths: [String]) -> [RuleSource] {
        var seen: Set<String> = []
        return paths.flatMap(RuleFiles.entries).filter { source in
            guard case .file(let file) = source else { return true }
            return seen.insert(file).inserted
        }
    }

    /// Loads the documents of a text.
    ///
    /// - parameters:
    ///   - yaml: The bytes, UTF-8.
    ///   - file: The file's name, for messages.
    public func load(yaml: [UInt8], file: String) -> RuleSet {
        var builder = RuleSetBuilder()
        let text = RuleSource.text(RuleFile(name: file, bytes: yaml))
        builder.add(RuleFileReader(placeholders: placeholders).contents(of: text))
        return builder.build()
    }
}
