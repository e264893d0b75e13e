/// People, or workloads: who they are, and where they call from.
public struct PrincipalGroup: Hashable, Sendable {
    /// The name that the declaration gives it.
    public var name: String
    /// Their roles and users.
    public var principals: [PrincipalPattern]
    /// Their environment; nil where accounts and patterns decide.
    public var environment: String?
    /// Where they call from; nil where nothing is declared.
    public var sources: [NetworkSource]?
}
