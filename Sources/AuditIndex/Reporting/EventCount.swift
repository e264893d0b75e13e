import SecurityArchitecture

/// How many events of one day are about an environment.
///
/// Calls that change something are counted by who made them; those that only read are not, for
/// they are nearly all of them.
public struct EventCount: Sendable, Hashable {
    /// The day, as seconds since 1970.
    public var day: Int64
    /// The environment; nil where none is known.
    public var environment: EnvironmentFact?
    /// Who made them, where they change something.
    public var principal: IndexedPrincipal?
    /// `failed`, `denied` and `readOnly`.
    public var flags: EventFlags
    /// How many there are.
    public var count: Int
    /// The time of the last one, in seconds since 1970.
    public var last: Int64
}
