import Detection

/// What is printed of a hit, or of what a correlation found.
///
/// The names are those of `audit search`; a correlation has ids, a group and a span in place of
/// an event.
enum ScanColumn: String, CaseIterable {
    case rule, title, level
    case eventID, eventTime, eventSource, eventName, awsRegion, recipientAccountId
    case sourceIPAddress, userAgent, errorCode, accessKeyId
    case principal = "audit.principal"
    case session = "audit.session"
    case resource = "audit.resource"
    case outcome = "audit.outcome"
    case file = "audit.file"
    case eventIDs, group, start, end

    /// The columns of the formats that programs read.
    static let machine = allCases

    /// The columns of a table: fewer where more would leave three letters to each.
    static func table(width: Int?) -> [ScanColumn] {
        switch width ?? .max {
        case ..<110: [.eventTime, .level, .title, .principal, .eventName, .outcome, .eventID]
        case ..<140:
            [
                .eventTime, .level, .title, .principal, .eventName, .sourceIPAddress, .outcome,
                .eventID,
            ]
        default:
            [
                .eventTime, .level, .title, .principal, .eventName, .resource, .sourceIPAddress,
                .outcome, .eventID,
            ]
        }
    }

    /// The column of a result.
    var column: OutputColumn {
        switch self {
        case .eventTime: OutputColumn(rawValue, title: "TIME (UTC)", shrink: .never)
        case .level:
            OutputColumn(rawValue, title: "LEVEL", shrink: .never) { text in
                RuleLevel(rawValue: text)?.style
            }
        case .title: OutputColumn(rawValue, title: "RULE", shrink: .priority(2, minimum: 18))
        case .principal:
            OutputColumn(
                rawValue,
                title: "PRINCIPAL",
                shrink: .priority(3, minimum: 14),
                cut: .middle
            )
        case .eventName: OutputColumn(rawValue, title: "EVENT", shrink: .priority(1, minimum: 15))
        case .resource:
            OutputColumn(
                rawValue,
                title: "RESOURCE",
                shrink: .priority(4, minimum: 14),
                cut: .middle
            )
        case .sourceIPAddress:
            OutputColumn(rawValue, title: "FROM", shrink: .priority(2, minimum: 12), cut: .middle)
        case .outcome: OutputColumn(rawValue, title: "RESULT", shrink: .priority(2, minimum: 7))
        case .eventID: OutputColumn(rawValue, title: "ID", shrink: .never)
        default: OutputColumn(rawValue)
        }
    }
}

extension RuleLevel {
    /// How the level stands out on a terminal.
    var style: Style? {
        switch self {
        case .critical: .alarm
        case .high: .red
        case .medium: .yellow
        case .low: nil
        case .informational: .dim
        }
    }
}

extension RuleHeader {
    /// What programs know the rule by; nil for one that has neither id nor name.
    var identity: String? { id ?? name }
}
