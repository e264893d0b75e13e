import AuditIndex
import CloudTrail

extension SearchField {
    /// An event's value, as programs want it.
    ///
    /// - parameter file: Gives the path of a file by its number.
    func value(_ event: IndexedEvent, file: (Int64) -> String?) -> OutputValue {
        switch self {
        case .eventTime: .time(event.time.seconds)
        case .eventID:
            event.flags.contains(.withoutID) ? .null : .text(event.identifier.description)
        case .eventSource: .optional(event.service)
        case .eventName: .optional(event.name)
        case .awsRegion: .optional(event[.region])
        case .recipientAccountId: .optional(event[.account])
        case .sourceIPAddress: .optional(event[.address])
        case .userAgent: .optional(event[.agent])
        case .errorCode: .optional(event.errorCode)
        case .accessKeyId: .optional(event[.accessKey])
        case .readOnly: .boolean(event.flags.contains(.readOnly))
        case .principal: .optional(event.principal)
        case .principalKind: .optional(event.principalKind)
        case .role: .optional(event.role)
        case .session: .optional(event[.session])
        case .resource: .optional(event[.resource])
        case .targetEnvironment: .optional(event.targetEnvironment?.name)
        case .outcome: .text(event.outcomeName)
        case .file: .optional(file(event.source))
        }
    }

    /// An event's value, as short as a person can do with.
    func brief(_ event: IndexedEvent, file: (Int64) -> String?) -> OutputValue {
        switch self {
        case .eventTime:
            .text(event.time.brief)
        case .eventID: .text(event.identifier.brief)
        case .eventSource: .optional(event.service.map(ShortName.service))
        case .principal: .optional(event.principal.map(ShortName.principal))
        case .role: .optional(event.role.map(ShortName.principal))
        case .session: .optional(event[.session].map(ShortName.principal))
        case .resource: .optional(event[.resource].map(ShortName.resource))
        case .targetEnvironment:
            .optional(
                event.targetEnvironment.map { $0.provenance == .guessed ? "\($0.name)?" : $0.name }
            )
        case .outcome: .text(event.briefOutcome)
        default: value(event, file: file)
        }
    }
}

extension EventIdentifier {
    /// As much of the id as `audit show` needs to find the event, most of the time.
    var brief: String {
        switch self {
        case .uuid: String(description.prefix(8))
        case .content: String(description.dropFirst("content-".count).prefix(8))
        case .text(let text): String(text.prefix(36))
        }
    }
}

extension IndexedEvent {
    /// How the call ended: refusals have a dozen codes, which all say the same.
    var briefOutcome: String {
        if flags.contains(.denied) { return "denied" }
        return flags.contains(.failed) ? errorCode ?? "failed" : "ok"
    }

    /// How the call ended, in one word.
    var outcomeName: String {
        if flags.contains(.denied) { return "denied" }
        return flags.contains(.failed) ? "failure" : "success"
    }
}

extension OutputValue {
    /// A text, or nothing.
    static func optional(_ text: String?) -> OutputValue { text.map { .text($0) } ?? .null }
}
