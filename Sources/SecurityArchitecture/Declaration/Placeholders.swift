import StrictYAML

/// The values that rules insert for `%name%` with the modifier `expand`, by name.
///
/// They are declared under `placeholders:` in `audit.yaml`, or are a file of their own:
///
/// ```yaml
/// admins: [ben, 'anna*']
/// office: 203.0.113.7
/// ```
///
/// See [Sigma, placeholders][expand].
///
/// [expand]: https://sigmahq.io/docs/basics/modifiers.html#expand
package enum Placeholders {
    /// Reads a file of placeholders.
    ///
    /// - throws: ``ArchitectureErrors`` with all problems, also where the file cannot be read.
    package static func read(
        contentsOf path: String
    ) throws(ArchitectureErrors) -> [String: [String]] {
        let log = ProblemLog(file: path, subject: "a file of placeholders")
        var values: [String: [String]] = [:]
        do {
            let bytes = try SettingsFile.read(path, upTo: YAMLLimits.bytes + 1)
            if let root = YAMLFile.root(bytes, log: log) {
                values = read(YAMLValue(node: root, path: "", log: log))
            }
        } catch {
            log.add("cannot be read: \(error)", at: nil)
        }
        try log.check()
        return values
    }

    /// Reads a mapping of names to a value or several; problems go to its log.
    static func read(_ value: YAMLValue) -> [String: [String]] {
        let entries = value.entries("the names of placeholders, each with a value or several")
        return Dictionary(
            entries.map { entry in
                (entry.name, entry.value.texts("a value").map(\.text))
            },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
