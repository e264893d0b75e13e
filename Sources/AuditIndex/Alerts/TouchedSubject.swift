import Foundation

/// A subject that has something new, and is to be judged.
public struct TouchedSubject: Sendable, Hashable {
    /// The rule's number in the index.
    public var rule: Int64
    /// The subject's number in the index.
    public var subject: Int64
    /// The first time at which there is something new, in seconds since 1970.
    public var first: Int64
    /// The last.
    public var last: Int64

    /// Names a subject.
    public init(rule: Int64, subject: Int64, first: Int64, last: Int64) {
        self.rule = rule
        self.subject = subject
        self.first = first
        self.last = last
    }
}

/// What a hit is about: the texts of some fields, each with none, one or several.
public struct SubjectValues: Sendable, Hashable {
    /// The texts of each field.
    public var fields: [[String]]

    /// Reads the JSON of the table; nothing of what is none.
    public init(json: String) {
        let value = try? JSONSerialization.jsonObject(with: Data(json.utf8))
        fields = (value as? [Any] ?? []).map { field in
            if let text = field as? String { return [text] }
            return (field as? [Any] ?? []).compactMap { $0 as? String }
        }
    }

    /// The texts of the fields, several of one as one.
    public var texts: [String] { fields.map { $0.joined(separator: ", ") } }
}
