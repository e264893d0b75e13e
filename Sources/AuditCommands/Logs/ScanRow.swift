import Assessment
import Basics
import CloudTrail
import Detection
import Ingestion

/// The lines of a timeline.
enum ScanRow {
    /// A rule's hit on an event.
    struct Hit {
        let event: ScanEvent
        let header: RuleHeader

        /// A column's value for programs.
        func value(_ column: ScanColumn) -> OutputValue {
            switch column {
            case .rule: .optional(header.identity)
            case .title: .text(header.displayTitle)
            case .level: .optional(header.level?.rawValue)
            case .eventID: event.id
            case .eventTime: .time(event.time.seconds)
            case .eventSource: .optional(event.eventSource)
            case .eventName: .optional(event.eventName)
            case .awsRegion: .optional(event.awsRegion)
            case .recipientAccountId: .optional(event.recipientAccountId)
            case .sourceIPAddress: .optional(event.sourceIPAddress)
            case .userAgent: .optional(event.userAgent)
            case .errorCode: .optional(event.errorCode)
            case .accessKeyId: .optional(event.accessKeyId)
            case .principal: .optional(event.principal)
            case .person: .optional(event.person)
            case .session: .optional(event.session)
            case .resource: .optional(event.resource)
            case .outcome: .text(event.outcomeName)
            case .file: .text(event.file)
            case .eventIDs, .group, .start, .end: .null
            }
        }

        /// A column's value, shortened for a table.
        func brief(_ column: ScanColumn) -> OutputValue {
            switch column {
            case .eventTime: .time(event.time.seconds)
            case .eventID: .text(event.identifier.brief)
            case .principal: .optional(event.actor)
            case .resource: .optional(event.resource.map(ShortName.resource))
            case .outcome: .text(event.briefOutcome)
            default: value(column)
            }
        }
    }

    /// What a correlation found.
    struct Correlation {
        let outcome: ScanCorrelation
        let correlation: ProgramCorrelation

        init(_ outcome: ScanCorrelation, _ correlation: ProgramCorrelation) {
            self.outcome = outcome
            self.correlation = correlation
        }

        /// A column's value for programs.
        func value(_ column: ScanColumn) -> OutputValue {
            switch column {
            case .rule: .optional(correlation.header.identity)
            case .title: .text(correlation.header.displayTitle)
            case .level: .optional(correlation.header.level?.rawValue)
            case .eventIDs: .array(outcome.eventIDs.map { .text($0) })
            case .group: .object(group.map { ($0.field, .text($0.value)) })
            case .start: .time(outcome.start.seconds)
            case .end: .time(outcome.end.seconds)
            default: .null
            }
        }

        /// A column's value, shortened for a table: who, how many events, and in what time.
        func brief(_ column: ScanColumn) -> OutputValue {
            switch column {
            case .eventTime: .time(outcome.end.seconds)
            case .principal:
                .text(group.map { ShortName.principal($0.value) }.joined(separator: ", "))
            case .eventName: .text("\(Count(outcome.eventCount, "event")), \(span)")
            case .rule, .title, .level: value(column)
            default: .null
            }
        }

        private var group: [(field: String, value: String)] {
            Array(zip(correlation.correlation.definition.groupBy, outcome.group))
        }

        /// From the first event to the last, in the unit that suits it: programs get both times.
        private var span: String {
            let seconds = outcome.end.seconds - outcome.start.seconds
            let units: [(String, Int64)] = [("s", 1), ("min", 60), ("h", 3_600), ("d", 86_400)]
            let unit = units.last { seconds >= $0.1 * 3 / 2 } ?? ("s", 1)
            return "\((seconds + unit.1 / 2) / unit.1) \(unit.0)"
        }
    }
}

extension ScanEvent {
    /// Who acted, as tables show it.
    fileprivate var actor: String? {
        if let person { return PersonName.display(person, role: role) }
        return principal.map(ShortName.principal)
    }

    /// The ID for programs; none if it is a hash of the content.
    fileprivate var id: OutputValue {
        if case .content = identifier { return .null }
        return .text(identifier.description)
    }

    /// How the call ended; the dozen error codes of a denied call all become `denied`.
    fileprivate var briefOutcome: String {
        if isDenied { return "denied" }
        return isFailure ? errorCode ?? "failed" : "ok"
    }

    /// How the call ended, in one word.
    fileprivate var outcomeName: String {
        if isDenied { return "denied" }
        return isFailure ? "failure" : "success"
    }
}

/// The columns of a hit or a correlation.
///
/// The names are those of `audit search`; a correlation has ids, a group and a span in place of
/// an event.
enum ScanColumn: String, CaseIterable {
    case rule, title, level
    case eventID, eventTime, eventSource, eventName, awsRegion, recipientAccountId
    case sourceIPAddress, userAgent, errorCode, accessKeyId
    case principal = "audit.principal"
    case person = "audit.principal.person"
    case session = "audit.session"
    case resource = "audit.resource"
    case outcome = "audit.outcome"
    case file = "audit.file"
    case eventIDs, group, start, end

    /// The columns of the formats that programs read.
    static let machine = allCases

    /// The columns of a table.
    static let table: [ScanColumn] = [
        .eventTime, .level, .title, .principal, .eventName, .resource, .sourceIPAddress, .outcome,
        .eventID,
    ]

    /// The column of a result.
    var column: OutputColumn {
        switch self {
        case .eventTime: OutputColumn(rawValue, title: "TIME (UTC)", shrink: .never)
        case .level:
            OutputColumn(rawValue, title: "LEVEL", shrink: .never) { text in
                Severity(rawValue: text)?.style
            }
        case .title:
            OutputColumn(rawValue, title: "RULE", shrink: .priority(1, minimum: 20), wraps: true)
        case .principal:
            OutputColumn(
                rawValue,
                title: "PRINCIPAL",
                shrink: .priority(3, minimum: 15),
                cut: .middle
            )
        case .eventName:
            OutputColumn(
                rawValue,
                title: "EVENT",
                shrink: .priority(2, minimum: 18),
                rank: 2,
                wraps: true
            )
        case .resource:
            OutputColumn(
                rawValue,
                title: "RESOURCE",
                shrink: .priority(4, minimum: 20),
                cut: .middle,
                rank: 6
            )
        case .sourceIPAddress:
            OutputColumn(
                rawValue,
                title: "FROM",
                shrink: .priority(2, minimum: 15),
                cut: .middle,
                rank: 4
            )
        case .outcome:
            OutputColumn(rawValue, title: "RESULT", shrink: .priority(3, minimum: 7), rank: 5) {
                $0 == "ok" ? nil : .magenta
            }
        case .eventID: OutputColumn(rawValue, title: "ID", shrink: .never, rank: 1)
        default: OutputColumn(rawValue)
        }
    }
}

extension Severity {
    /// How the level stands out on a terminal.
    var style: Style? {
        switch self {
        case .critical: .alarm
        case .high: .red
        case .medium: .magenta
        case .low: nil
        case .informational: .dim
        }
    }
}

extension RuleHeader {
    /// The ID or the name; nil for a rule with neither.
    var identity: String? { id ?? name }
}
