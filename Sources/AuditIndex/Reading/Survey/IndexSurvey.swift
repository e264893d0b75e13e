import SecurityArchitecture

/// What the index has seen, as somebody needs it who is to declare what is normal.
public struct IndexSurvey: Sendable {
    /// A caller at an address.
    public struct Call: Sendable {
        /// Who.
        public var principal: IndexedPrincipal
        /// `sourceIPAddress`.
        public var address: String
        /// The names of the sessions, at most a hundred: of people's roles, who it was.
        public var sessionNames: Set<String> = []
        /// How often, and when.
        public var sighting = Sighting()

        /// Describes a caller of whom nothing has been seen yet.
        public init(principal: IndexedPrincipal, address: String) {
            self.principal = principal
            self.address = address
        }
    }

    /// Somebody's dealing with a secret, from one address.
    public struct Touch: Sendable {
        /// The secret.
        public var secret: SecretReference
        /// Who.
        public var principal: IndexedPrincipal
        /// `sourceIPAddress`.
        public var address: String
        /// What was done.
        public var operation: SecretOperation
        /// How often, and when.
        public var sighting = Sighting()
    }

    /// A call that tells of something to declare: a key that signs, a group whose rules change.
    public struct Deed: Sendable {
        /// The name of the call.
        public var eventName: String
        /// Who.
        public var principal: IndexedPrincipal
        /// `sourceIPAddress`.
        public var address: String
        /// What it was done to.
        public var resource: String
        /// How often, and when.
        public var sighting = Sighting()
    }

    /// The accounts, by id.
    public var accounts: [(id: String, sighting: Sighting)] = []
    /// The days that have events.
    public var days: Set<Int64> = []
    /// Who called from where.
    public var calls: [Call] = []
    /// Who dealt with which secret.
    public var touches: [Touch] = []
    /// What else tells of something to declare.
    public var deeds: [Deed] = []
    /// How sessions of roles began.
    public var starts: [SessionStartRecord] = []
}
