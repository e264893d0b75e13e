import Basics
import CloudTrail
import Testing

/// A log with something odd in it, and what must come out.
struct Oddity: CustomTestStringConvertible, Sendable {
    var name: String
    var log: [UInt8]
    /// The number of events.
    var events = 1
    /// The number of events that are distinct by time, id and content.
    var distinct: Int?
    var faults: [RecordFault] = []
    var damage: LogDamage.Reason?
    /// What the first event has at a path.
    ///
    /// A path that begins with `~` is one of what is derived: `~principal`, `~resource`, ….
    var values: [String: String?] = [:]

    var testDescription: String { name }

    init(
        _ name: String,
        log: String,
        events: Int = 1,
        distinct: Int? = nil,
        faults: [RecordFault] = [],
        damage: LogDamage.Reason? = nil,
        values: [String: String?] = [:]
    ) {
        self.name = name
        self.log = Array(log.utf8)
        self.events = events
        self.distinct = distinct
        self.faults = faults
        self.damage = damage
        self.values = values
    }

    /// An oddity in the members of one record that is an event.
    init(_ name: String, _ members: String, _ values: [String: String?]) {
        self.init(
            name,
            log: #"{"Records":[{"eventTime":"2026-03-07T01:40:05Z",\#(members)}]}"#,
            values: values
        )
    }

    /// What an event has at a path, as text.
    static func value(_ event: Event, _ path: String) -> String? {
        switch path {
        case "~time": event.time.description
        case "~id": event.identifier.description
        case "~principal": event.identity.principal
        case "~kind": event.identity.kind.name
        case "~key": event.identity.accessKeyID
        case "~account": event.identity.accountID
        case "~mfa": event.identity.isMFAAuthenticated.map { "\($0)" }
        case "~resource": event.mainResource
        case "~error": event.outcome.errorCode
        case "~failed": "\(event.outcome.isFailure)"
        case "~denied": "\(event.outcome.isDenied)"
        case "~address": event.text(.sourceIPAddress).flatMap(IPAddress.init)?.description
        default: event.value(at: path)?.text
        }
    }
}
