import Basics

/// What a value holds that is no record itself but may carry some: a message of a queue, data of a
/// stream, a row of query results.
///
/// It is asked of objects without `eventTime` only, so that records pay nothing for it.
enum CarriedLog {
    /// A log, in any form that files have.
    case log([UInt8])
    /// Something that is no CloudTrail record, and is none to be missed.
    case other(OtherLog)
    /// Something that should carry records, and does not.
    case fault(RecordFault)
}

extension CarriedLog {
    /// What an object carries; nil where it is no carrier.
    init?(_ object: JSONValue) {
        var members: [String: JSONValue] = [:]
        object.forEachMember { key, value in
            // Keys that nobody asks for need no memory, which a hostile object could use up.
            if Self.keys.contains(key) { members[key] = value }
        }
        guard let carried = Self.carried(members) ?? Self.other(object, members) else { return nil }
        self = carried
    }

    private static let keys: Set<String> = [
        "data", "Data", "rawData", "Body", "body", "Message", "Type", "TopicArn", "Sns", "kinesis",
        "awslogs", "eventJson", "eventjson", "@message", "s3Bucket", "s3ObjectKey", "Event",
        "detail-type", "message",
    ]

    private static func carried(_ members: [String: JSONValue]) -> CarriedLog? {
        for key in ["eventJson", "eventjson", "@message"] {
            if let value = members[key] { return text(value) }
        }
        // Firehose and Kinesis, whose data is base64; an example of AWS's has it as an object.
        for key in ["data", "Data", "rawData"] {
            guard let value = members[key] else { continue }
            return value.kind == .object ? text(value) : base64(value)
        }
        for key in ["kinesis", "awslogs"] {
            if let value = members[key]?["data"] { return base64(value) }
        }
        for key in ["Body", "body"] {
            if let value = members[key], value.kind == .string { return text(value) }
        }
        if let message = members["Sns"]?["Message"] { return text(message) }
        if let message = members["Message"], members["TopicArn"] != nil || members["Type"] != nil {
            switch members["Type"]?.string {
            case "SubscriptionConfirmation", "UnsubscribeConfirmation": return .other(.objectNotice)
            default: return text(message)
            }
        }
        return nil
    }

    private static func other(_ object: JSONValue, _ members: [String: JSONValue]) -> CarriedLog? {
        if members["s3ObjectKey"] != nil, members["s3Bucket"] != nil {
            return .other(.objectNotice)
        }
        if members["Event"]?.string == "s3:TestEvent" { return .other(.objectNotice) }
        if let type = members["detail-type"]?.string, !type.hasSuffix("via CloudTrail") {
            return .other(.eventBridge)
        }
        // A log group may have other logs beside CloudTrail's.
        if let message = members["message"], message.kind == .string,
            let kind = OtherLog(line: Array((message.string ?? "").utf8)[...])
        {
            return .other(kind)
        }
        var keys: Set<String> = []
        object.forEachMember { key, _ in if keys.count < 64 { keys.insert(key) } }
        return OtherLog(keys: keys).map { .other($0) }
    }

    /// A row of query results: objects with one column each, or with a field and its value.
    init?(row: JSONValue) {
        var isRow = false
        for cell in row.elements {
            guard cell.kind == .object else { return nil }
            if let value = cell["eventJson"] ?? cell["eventjson"] {
                self = Self.text(value)
                return
            }
            if let field = cell["field"]?.string, let value = cell["value"] {
                isRow = true
                guard field == "@message" || field == "message" else { continue }
                self = Self.text(value)
                return
            }
            let columns = cell.members
            if columns.count == 1, columns[0].value.kind == .string || columns[0].value.isNull {
                isRow = true
            }
        }
        guard isRow else { return nil }
        self = .fault(.partialRecord)
    }

    private static func text(_ value: JSONValue) -> CarriedLog {
        switch value.kind {
        case .string: .log(Array(value.bytes.unescaped(value.range)))
        case .object, .array: .log(Array(value.spelling))
        case let kind: .fault(.notAnObject(kind))
        }
    }

    private static func base64(_ value: JSONValue) -> CarriedLog {
        guard value.kind == .string else { return .fault(.notBase64) }
        let text = value.bytes.unescaped(value.range)
        guard let bytes = Base64.decode(text) else { return .fault(.notBase64) }
        return .log(bytes)
    }
}
