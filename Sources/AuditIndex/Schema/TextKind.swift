/// The dictionaries of the index: texts that events refer to by number.
public enum TextKind: Int, CaseIterable, Sendable {
    /// A service and the name of a call, separated by a zero byte while in a batch.
    case action
    /// Whom baselines rest on; see `Identity.principal`.
    case principal
    /// A session's ARN.
    case session
    /// An account id.
    case account
    /// A region.
    case region
    /// What `sourceIPAddress` says: an address, a service, `AWS Internal`.
    case address
    /// What `userAgent` says.
    case agent
    /// An error code.
    case error
    /// An access key id.
    case accessKey
    /// The main resource of a call.
    case resource

    /// The dictionary's table; the column of `event` that refers to it has the same name.
    public var table: String {
        switch self {
        case .accessKey: "access_key"
        default: "\(self)"
        }
    }

    /// Whether `activity` has the hours of these texts; `seen` has those of all others.
    var isInActivity: Bool { self == .action || self == .principal || self == .error }
}
