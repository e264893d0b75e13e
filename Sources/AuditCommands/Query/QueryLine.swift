import ArgumentParser

/// What stands behind `audit query` on the command line: a name, and values of parameters.
struct QueryLine: Hashable {
    /// The query's name or file; nil where there is none.
    private(set) var name: String?
    /// The values by the names of parameters.
    private(set) var values: [String: String] = [:]

    /// Takes words apart.
    ///
    /// - throws: A `ValidationError` where a parameter has no value, or there is a second name.
    init(_ words: [String]) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word.count > 1 else {
                guard name == nil else {
                    throw ValidationError(
                        "'\(word)' is one word too many; values of parameters go with --name value."
                    )
                }
                name = word
                continue
            }
            guard word.hasPrefix("--"), word.count > 2 else {
                throw ValidationError("Unknown option '\(word)'")
            }
            let parts = word.dropFirst(2).split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let parameter = String(parts[0])
            guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                throw ValidationError("--\(parameter) needs a value.")
            }
            guard values.updateValue(value, forKey: parameter) == nil else {
                throw ValidationError("--\(parameter) is given twice.")
            }
        }
    }
}
