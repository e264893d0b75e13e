import CloudTrail

/// What an event may be about, as far as its service and its name tell.
///
/// Events with the same two texts have the same topics, so that an indexer need look them up once
/// for each kind of call.
package struct EventTopics: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// It may touch secrets; the event of no other may.
    package static let secrets = EventTopics(rawValue: 1)
    /// It may begin a session; the event of no other may.
    package static let sessions = EventTopics(rawValue: 2)
    /// It is a call about security groups; the event of no other is.
    package static let groups = EventTopics(rawValue: 4)

    /// It may be about anything.
    package static let all: EventTopics = [.secrets, .sessions, .groups]

    /// Tells the topics of an event.
    package init(_ event: Event) {
        self = []
        let name = event.text(.eventName) ?? ""
        switch EventService(event) {
        case .secretsManager: if SecretCalls.secretsManager[name] != nil { insert(.secrets) }
        case .systemsManager: if SecretCalls.parameterStore[name] != nil { insert(.secrets) }
        case .keyManagement: if SecretCalls.keys[name] != nil { insert(.secrets) }
        case .securityTokens, .signIn, .identities:
            if RoleSessionStart.Method(rawValue: name) != nil { insert(.sessions) }
        case .other: if SecurityGroupCall.isCall(event) { insert(.groups) }
        }
    }
}
