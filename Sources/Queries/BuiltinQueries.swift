/// The rules and saved queries that the program carries within itself.
///
/// They are the files of the folder `Queries` at the top of the repository, put in at build time,
/// so that a program that was copied somewhere works from any folder.
///
/// For example:
///
/// ```swift
/// for rule in BuiltinQueries.rules { print(rule.name) }   // secrets/first-read.yml, …
/// BuiltinQueries.query(named: "root-use")?.title          // Use of root users
/// ```
package enum BuiltinQueries {
    /// The files of Sigma rules, named by their path below `alerts`, in its order.
    package static let rules: [EmbeddedFile] = EmbeddedFiles.all.compactMap { file in
        guard file.name.hasPrefix(alerts), !file.name.hasSuffix(".sql") else { return nil }
        return EmbeddedFile(name: String(file.name.dropFirst(alerts.count)), text: file.text)
    }

    /// The saved queries, named by their file without `.sql`, in the order of names.
    package static let queries: [SavedQuery] = EmbeddedFiles.all.compactMap { file in
        guard !file.name.contains("/"), file.name.hasSuffix(".sql") else { return nil }
        return SavedQuery(name: String(file.name.dropLast(4)), text: file.text)
    }

    /// The saved query of a name; nil where there is none.
    ///
    /// - complexity: O(n) in the queries.
    package static func query(named name: String) -> SavedQuery? {
        queries.first { $0.name == name }
    }

    private static let alerts = "alerts/"
}

/// A file of the folder `Queries`, as it was when the program was built.
package struct EmbeddedFile: Hashable, Sendable {
    /// Its path in that folder, such as `alerts/secrets/first-read.yml`.
    package let name: String
    /// What is in it.
    package let text: String

    /// Makes a file.
    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
