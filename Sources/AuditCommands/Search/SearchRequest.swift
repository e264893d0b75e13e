import AuditIndex
import SecurityArchitecture

/// What to look for, and where.
struct SearchRequest {
    /// Which events.
    var filter: EventFilter
    /// What to judge environments by; nil where nothing asks for them.
    var architecture: Architecture?
    /// The index.
    var index: AuditDatabase
}
