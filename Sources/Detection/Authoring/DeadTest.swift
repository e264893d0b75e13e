import Basics
import CloudTrail
import SecurityArchitecture

/// Tests that hold for no CloudTrail event, or for every one, whatever is in the log.
enum DeadTest {
    /// Keys of the envelopes around a record.
    private static let envelopes: Set<EventField> = [
        .timestamp, .detail, .detailType, .lookupEvent, .logMessage, .digestEndTime,
        .digestS3Object, .records, .lookupEvents, .logEvents, .data,
    ]
    private static let keys = EventField.allCases.filter { !envelopes.contains($0) }
        .map(\.rawValue)

    /// Why no event has a field; nil where events have it.
    static func fault(field: String) -> String? {
        if field.hasPrefix("audit.") {
            guard FactField(rawValue: field) == nil else { return nil }
            let hint = NearestName.hint(field, among: FactField.allCases.map(\.rawValue))
            return "\(field.quoted) is not a derived field\(hint)"
        }
        let head = String(field.split(separator: ".", omittingEmptySubsequences: false)[0])
        guard !keys.contains(head) else { return nil }
        if let same = keys.first(where: { $0.lowercased() == head.lowercased() }) {
            return "\(head.quoted) is not a CloudTrail key; keys are case-sensitive: \(same.quoted)"
        }
        let hint = NearestName.of(head, among: keys).map { "; did you mean \($0.quoted)?" }
        return "no CloudTrail event has the key \(head.quoted)\(hint ?? "")"
    }

    /// Why a field never has a value; nil where it may.
    static func fault(value: String, of field: String) -> String? {
        switch field {
        case "eventSource" where !value.lowercased().contains(".amazonaws.com"):
            let base = value.split(separator: ".").first.map(String.init) ?? value
            return "\(value.quoted) is not an eventSource; these end in .amazonaws.com, such as "
                + "\("\(base).amazonaws.com".lowercased().quoted)"
        case "errorCode" where value.lowercased() == "success":
            return "a call that succeeds has no errorCode; write errorCode: null"
        default:
            guard let fact = FactField(rawValue: field), let names = fact.values,
                !names.contains(where: { $0.lowercased() == value.lowercased() })
            else { return nil }
            return "\(field) is never \(value.quoted)\(NearestName.hint(value, among: names))"
        }
    }
}

extension FieldTest {
    /// What the test gives for every event; nil where that depends on the event.
    fileprivate var constant: Bool? {
        guard case .field(let field) = subject else { return nil }
        guard DeadTest.fault(field: field) == nil else { return matcher == .null }
        switch matcher {
        case .text(let pattern):
            guard let literal = pattern.literal else { return nil }
            let value = String(decoding: literal, as: UTF8.self)
            return DeadTest.fault(value: value, of: field) == nil ? nil : false
        case .reference(let other, _): return DeadTest.fault(field: other) == nil ? nil : false
        default: return nil
        }
    }
}

extension Expression {
    /// What the expression gives for every event, as far as its ``DeadTest``s decide it.
    var constant: Bool? {
        switch self {
        case .test(let test): return test.constant
        case .not(let part): return part.constant.map { !$0 }
        case .all(let parts):
            let values = parts.map(\.constant)
            return values.contains(false) ? false : values.contains(nil) ? nil : true
        case .any(let parts):
            let values = parts.map(\.constant)
            return values.contains(true) ? true : values.contains(nil) ? nil : false
        }
    }
}
