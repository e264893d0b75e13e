import Assessment
import AuditIndex
import Basics
import CloudTrail
import Detection
import SecurityArchitecture

/// What a search can print and count.
///
/// Names are CloudTrail's own; derived fields begin with `audit.`.
enum SearchField: String, CaseIterable {
    case eventTime, eventID, eventSource, eventName, awsRegion, recipientAccountId
    case sourceIPAddress, userAgent, errorCode, accessKeyId, readOnly
    case principal = "audit.principal"
    case person = "audit.principal.person"
    case principalType = "audit.principal.type"
    case principalKind = "audit.principal.kind"
    case role = "audit.role"
    case session = "audit.session"
    case resource = "audit.resource"
    case targetEnvironment = "audit.target.environment"
    case outcome = "audit.outcome"
    case file = "audit.file"

    /// The default fields of a table: fewer on a narrow terminal.
    ///
    /// - parameter width: The columns of the terminal; nil where it is none.
    static func table(width: Int?) -> [SearchField] {
        switch width ?? .max {
        case ..<100: [.eventTime, .principal, .eventName, .resource, .outcome, .eventID]
        case ..<130:
            [.eventTime, .principal, .eventName, .resource, .sourceIPAddress, .outcome, .eventID]
        default:
            [
                .eventTime, .recipientAccountId, .principal, .eventSource, .eventName, .resource,
                .sourceIPAddress, .outcome, .eventID,
            ]
        }
    }

    /// The default fields of the other formats.
    static let machine = allCases.filter { $0 != .file && !$0.needsArchitecture }

    /// Whether audit.yaml decides the value.
    var needsArchitecture: Bool { self == .targetEnvironment || self == .principalKind }

    /// What the index counts by; nil if it cannot.
    var subject: EventFilter.Condition.Subject? {
        switch self {
        case .eventSource: .service
        case .eventName: .name
        case .awsRegion: .text(.region)
        case .recipientAccountId: .text(.account)
        case .sourceIPAddress: .text(.address)
        case .userAgent: .text(.agent)
        case .errorCode: .text(.error)
        case .accessKeyId: .text(.accessKey)
        case .principal: .text(.principal)
        case .role: .role
        case .person: .person
        case .session: .text(.session)
        case .resource: .text(.resource)
        case .eventTime, .eventID, .readOnly, .principalType, .principalKind, .targetEnvironment,
            .outcome, .file:
            nil
        }
    }

    /// Whether a search can count by it.
    var isCountable: Bool { subject != nil || self == .targetEnvironment }

    /// The column of a result.
    var column: OutputColumn {
        switch self {
        case .eventTime: OutputColumn(rawValue, title: "TIME (UTC)", shrink: .never)
        case .eventID: OutputColumn(rawValue, title: "ID", shrink: .never)
        case .eventSource:
            OutputColumn(rawValue, title: "SERVICE", shrink: .priority(2, minimum: 6))
        case .eventName:
            OutputColumn(rawValue, title: "EVENT", shrink: .priority(1, minimum: 16), wraps: true)
        case .awsRegion: OutputColumn(rawValue, title: "REGION", shrink: .priority(1, minimum: 9))
        case .recipientAccountId: OutputColumn(rawValue, title: "ACCOUNT", shrink: .never)
        case .sourceIPAddress:
            OutputColumn(rawValue, title: "FROM", shrink: .priority(2, minimum: 12), cut: .middle)
        case .userAgent:
            OutputColumn(rawValue, title: "USER AGENT", shrink: .priority(5, minimum: 10))
        case .errorCode: OutputColumn(rawValue, title: "ERROR", shrink: .priority(2, minimum: 8))
        case .accessKeyId: OutputColumn(rawValue, title: "ACCESS KEY", shrink: .never)
        case .readOnly: OutputColumn(rawValue, title: "READ ONLY", shrink: .never)
        case .principal:
            OutputColumn(
                rawValue,
                title: "PRINCIPAL",
                shrink: .priority(3, minimum: 16),
                cut: .middle,
                wraps: true
            )
        case .person:
            OutputColumn(
                rawValue,
                title: "PERSON",
                shrink: .priority(3, minimum: 16),
                cut: .middle,
                wraps: true
            )
        case .principalType: OutputColumn(rawValue, title: "TYPE", shrink: .never)
        case .principalKind: OutputColumn(rawValue, title: "KIND", shrink: .never)
        case .role:
            OutputColumn(rawValue, title: "ROLE", shrink: .priority(3, minimum: 12), cut: .middle)
        case .session:
            OutputColumn(
                rawValue,
                title: "SESSION",
                shrink: .priority(3, minimum: 16),
                cut: .middle
            )
        case .resource:
            OutputColumn(
                rawValue,
                title: "RESOURCE",
                shrink: .priority(4, minimum: 16),
                cut: .middle,
                wraps: true
            )
        case .targetEnvironment:
            OutputColumn(rawValue, title: "ENV", shrink: .priority(1, minimum: 5))
        case .outcome:
            OutputColumn(rawValue, title: "RESULT", shrink: .priority(2, minimum: 7)) {
                ["ok", "success", "aggregated"].contains($0) ? nil : .magenta
            }
        case .file:
            OutputColumn(rawValue, title: "FILE", shrink: .priority(5, minimum: 20), cut: .start)
        }
    }
}

/// What a search can print and count: what the index has, and any other field of events.
enum SearchColumn: Hashable, Sendable {
    case indexed(SearchField)
    /// A path in the record, or a derived field.
    case record(String)

    /// The column of a result.
    var column: OutputColumn {
        switch self {
        case .indexed(let field): field.column
        case .record(let name):
            // A path is too long for a heading; its last key says most.
            OutputColumn(
                name,
                title: name.split(separator: ".").last.map(String.init),
                shrink: .priority(4, minimum: 12),
                cut: .middle
            )
        }
    }

    /// The field of a name; `audit.` may be left out, and letters may be of either case but in a
    /// path of the record.
    @Sendable
    static func parse(_ name: String) throws -> SearchColumn {
        let wanted = name.lowercased()
        func isMeant(_ known: String) -> Bool {
            known.lowercased() == wanted || known.lowercased() == "audit." + wanted
        }
        if let field = SearchField.allCases.first(where: { isMeant($0.rawValue) }) {
            return .indexed(field)
        }
        if let fact = FactField.allCases.first(where: { isMeant($0.rawValue) }) {
            return .record(fact.rawValue)
        }
        guard let problem = FieldCondition.problem(ofField: name) else { return .record(name) }
        let names = SearchField.allCases.map(\.rawValue).joined(separator: ", ")
        throw InvalidValue(
            "\(problem); the fields are \(names), paths such as requestParameters.name, and what "
                + "'audit rules fields' lists"
        )
    }

    /// A field that `--top` can count by.
    @Sendable
    static func parseCountable(_ name: String) throws -> SearchColumn {
        let column = try parse(name)
        guard case .indexed(let field) = column, !field.isCountable else { return column }
        let names = SearchField.allCases.filter(\.isCountable).map(\.rawValue)
        throw InvalidValue(
            "events can only be counted by \(names.joined(separator: ", ")), and by paths and "
                + "derived fields"
        )
    }
}

/// The fields of `--fields`.
struct SearchFieldList: Hashable, Sendable {
    let columns: [SearchColumn]

    /// Parses names between commas.
    @Sendable
    static func parse(_ text: String) throws -> SearchFieldList {
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
        return SearchFieldList(columns: try names.map { try SearchColumn.parse(String($0)) })
    }
}

extension SearchField {
    /// An event's value for programs.
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
        case .person: .optional(event.person)
        case .principalType: .optional(event.principalType)
        case .principalKind: .optional(event.principalKind)
        case .role: .optional(event.role)
        case .session: .optional(event[.session])
        case .resource: .values(event.resources.map { .text($0) })
        case .targetEnvironment: .optional(event.targetEnvironment?.name)
        case .outcome: .text(event.outcomeName)
        case .file: .optional(file(event.source))
        }
    }

    /// An event's value, shortened for a table.
    func brief(_ event: IndexedEvent, file: (Int64) -> String?) -> OutputValue {
        switch self {
        case .eventTime: .time(event.time.seconds)
        case .eventID: .text(event.identifier.brief)
        case .eventSource: .optional(event.service.map(ShortName.service))
        case .principal: .optional(event.indexedPrincipal.map(ShortName.actor))
        case .role: .optional(event.role.map(ShortName.principal))
        case .session: .optional(event[.session].map(ShortName.principal))
        case .resource: .optional(event.briefResource)
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
    /// The name of the main resource, and how many others there are.
    var briefResource: String? {
        let name = self[.resource].map(ShortName.resource)
        return otherResources.isEmpty ? name : name.map { "\($0) +\(otherResources.count)" }
    }

    /// How the call ended; the dozen error codes of a denied call all become `denied`.
    var briefOutcome: String {
        if flags.contains(.aggregated) { return "aggregated" }
        if flags.contains(.denied) { return "denied" }
        return flags.contains(.failed) ? errorCode ?? "failed" : "ok"
    }

    /// How the call ended, in one word.
    var outcomeName: String {
        if flags.contains(.aggregated) { return "aggregated" }
        if flags.contains(.denied) { return "denied" }
        return flags.contains(.failed) ? "failure" : "success"
    }
}

extension OutputValue {
    /// A text, or nothing.
    static func optional(_ text: String?) -> OutputValue { text.map { .text($0) } ?? .null }

    /// One value as itself, several as a list.
    static func values(_ values: [OutputValue]) -> OutputValue {
        values.count > 1 ? .array(values) : values.first ?? .null
    }
}
