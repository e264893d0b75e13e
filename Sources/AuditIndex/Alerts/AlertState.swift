/// What people have done about an alert.
public enum AlertState: String, CaseIterable, Hashable, Sendable {
    /// Nothing yet.
    case open
    /// Somebody knows, and need not be told again unless it grows.
    case acknowledged
    /// Nobody is told until a time.
    case muted
    /// It is over; new hits open it again.
    case closed
    /// What it rested on turned out otherwise, such as when logs came late.
    case withdrawn
}
