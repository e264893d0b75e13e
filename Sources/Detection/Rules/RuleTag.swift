/// A tag of a rule: `attack.initial-access`, `cve.2021-44228`.
public struct RuleTag: Hashable, Sendable {
    /// What stands before the first dot; empty where there is none.
    public let namespace: String
    /// What stands behind it.
    public let name: String

    /// Splits a tag at its first dot.
    public init(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        namespace = parts.count == 2 ? String(parts[0]) : ""
        name = String(parts.last ?? "")
    }
}

extension RuleTag: CustomStringConvertible {
    /// The tag as it was written.
    public var description: String { namespace.isEmpty ? name : "\(namespace).\(name)" }
}
