/// The rules and saved queries built into the program.
///
/// They are the files of the folder `Queries` at the top of the repository, embedded at build time,
/// so that a copied program works from any folder.
///
/// For example:
///
/// ```swift
/// for rule in BuiltinQueries.rules { print(rule.name) }   // secrets/first-read.yml, …
/// BuiltinQueries.query(named: "root-use")?.title          // Use of root users
/// ```
package enum BuiltinQueries {
    /// The Sigma rules, named and ordered by their path below `alerts`.
    package static let rules: [EmbeddedFile] = EmbeddedFiles.all.compactMap { file in
        guard file.name.hasPrefix(alerts), !file.name.hasSuffix(".sql") else { return nil }
        return EmbeddedFile(name: String(file.name.dropFirst(alerts.count)), text: file.text)
    }

    /// The saved queries, named by their file without `.sql`, ordered by name.
    package static let queries: [SavedQuery] = EmbeddedFiles.all.compactMap { file in
        guard !file.name.contains("/"), file.name.hasSuffix(".sql") else { return nil }
        return SavedQuery(name: String(file.name.dropLast(4)), text: file.text)
    }

    package static func query(named name: String) -> SavedQuery? {
        queries.first { $0.name == name }
    }

    private static let alerts = "alerts/"
}

/// A file of the folder `Queries`, as it was when the program was built.
package struct EmbeddedFile: Hashable, Sendable {
    /// Its path in that folder, such as `alerts/secrets/first-read.yml`.
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
