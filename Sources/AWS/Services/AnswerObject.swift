import Foundation

/// A JSON object of a service or a program, of which a few members matter.
///
/// A member of another type than expected is as if it were missing: the other side may be anything.
struct AnswerObject {
    private let members: [String: Any]

    /// Reads an object; nil where the bytes are none.
    init?(_ bytes: [UInt8]) {
        guard bytes.count <= 8 << 20,
            let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        else { return nil }
        members = object
    }

    private init(members: [String: Any]) { self.members = members }

    func text(_ name: String) -> String? { members[name] as? String }

    /// A whole number, in digits or in quotes.
    func number(_ name: String) -> Int64? {
        if let text = text(name) { return Int64(text) }
        return (members[name] as? NSNumber).flatMap { Int64(exactly: $0.doubleValue) }
    }

    func object(_ name: String) -> AnswerObject? {
        (members[name] as? [String: Any]).map(AnswerObject.init(members:))
    }

    func objects(_ name: String) -> [AnswerObject]? {
        (members[name] as? [Any])?.compactMap { element in
            (element as? [String: Any]).map(AnswerObject.init(members:))
        }
    }
}
