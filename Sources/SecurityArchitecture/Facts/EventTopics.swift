import CloudTrail

/// What an event may be about, as far as its service and its name show.
///
/// Events with the same two texts have the same topics, so that an indexer need look them up once
/// for each kind of call.
package struct EventTopics: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// It may access secrets; the event of no other may.
    package static let secrets = EventTopics(rawValue: 1)
    /// It may begin a session; the event of no other may.
    package static let sessions = EventTopics(rawValue: 2)
    /// It is a call about security groups; the event of no other is.
    package static let groups = EventTopics(rawValue: 4)

    /// It may be a sign-in that names a user of Identity Center; no other event is.
    package static let directory = EventTopics(rawValue: 8)

    /// It may be about anything.
    package static let all: EventTopics = [.secrets, .sessions, .groups, .directory]

    /// Finds the topics of an event.
    package init(_ event: Event) {
        self = []
        let name = event.text(.eventName) ?? ""
        switch EventService(event) {
        case .secretsManager: if SecretCalls.secretsManager[name] != nil { insert(.secrets) }
        case .systemsManager: if SecretCalls.parameterStore[name] != nil { insert(.secrets) }
        case .keyManagement: if SecretCalls.keys[name] != nil { insert(.secrets) }
        case .securityTokens, .signIn, .identities:
            if RoleSessionStart.Method(rawValue: name) != nil { insert(.sessions) }
            if DirectorySignIn.eventNames.contains(name) { insert(.directory) }
        case .other: if SecurityGroupCall.isCall(event) { insert(.groups) }
        }
    }
}

extension Event {
    /// The action as policies name it, `service:Action`; where a service's events and its policies
    /// have different names, both, the policies' first.
    ///
    /// API dates at the end of a name are dropped: `UpdateFunctionCode20150331v2` is
    /// `lambda:UpdateFunctionCode`.
    package var actionNames: [String] {
        guard let name = text(.eventName), let source = text(.eventSource) else { return [] }
        return ActionName.all(source: source, name: name)
    }
}

/// The names of actions in records and in policies.
package enum ActionName {
    /// What ``CloudTrail/Event/actionNames`` gives an event with this source and name.
    package static func all(source: String, name: String) -> [String] {
        let action = withoutDate(name)
        let service = source.split(separator: ".").first.map(String.init) ?? source
        guard let other = prefixes[service] else { return ["\(service):\(action)"] }
        return ["\(other):\(action)", "\(service):\(action)"]
    }

    /// Services whose policies have another name than their events.
    static let prefixes = [
        "monitoring": "cloudwatch", "email": "ses", "tagging": "tag",
    ]

    /// A name without `20150331`, `20150331v2` or `2020_05_31` at its end.
    static func withoutDate(_ name: String) -> String {
        var utf8 = Array(name.utf8)
        if utf8.count > 2, utf8[utf8.count - 2] == UInt8(ascii: "v"), isDigit(utf8[utf8.count - 1])
        {
            utf8.removeLast(2)
        }
        let tail = utf8.reversed().prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
        let digits = tail.count { isDigit($0) }
        guard digits == 8, utf8.count > tail.count else { return name }
        return String(decoding: utf8.dropLast(tail.count), as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

extension Event {
    /// Whether the call was made in the web console.
    package var isInConsole: Bool {
        isTrue(.sessionCredentialFromConsole) || hasText(.eventType, "AwsConsoleSignIn")
    }
}
