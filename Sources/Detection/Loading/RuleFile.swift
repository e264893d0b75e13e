/// A file of rules that is in memory: the program's own, which it carries within itself.
///
/// For example:
///
/// ```swift
/// let file = RuleFile(name: "builtin/root.yml", bytes: Array(text.utf8))
/// let set = RuleLoader().load(paths: ["rules"], builtin: [file])
/// ```
public struct RuleFile: Hashable, Sendable {
    /// The name that it goes by in lists and messages.
    public var name: String
    /// What is in it, UTF-8.
    public var bytes: [UInt8]

    /// Makes a file.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
