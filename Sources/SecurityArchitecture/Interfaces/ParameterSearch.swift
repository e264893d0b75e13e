import CloudTrail

/// Looks for texts under certain keys, wherever in a request they are.
///
/// API Gateway nests the same parameter differently from call to call, and a patch names it in
/// the `path` beside its `value`.
struct ParameterSearch {
    private static let depth = 8

    private let isWanted: (String) -> Bool
    /// What was found, each once, in the request's order.
    private(set) var found: [String] = []

    /// - parameter isWanted: Whether a key, in small letters, is looked for.
    init(_ isWanted: @escaping (String) -> Bool) { self.isWanted = isWanted }

    /// - complexity: O(n) in the bytes of the request.
    mutating func look(in value: JSONValue) { look(in: value, 0) }

    private mutating func look(in value: JSONValue, _ level: Int) {
        guard level < Self.depth else { return }
        switch value.kind {
        case .array: for element in value.elements { look(in: element, level + 1) }
        case .object:
            if let path = value["path"]?.string, let text = value["value"]?.name,
                isWanted(path.lowercased()) || isWanted(Self.lastPart(of: path))
            {
                add(text)
            }
            for (key, member) in value.members {
                if isWanted(key.lowercased()) {
                    take(member)
                } else {
                    look(in: member, level + 1)
                }
            }
        default: break
        }
    }

    private static func lastPart(of path: String) -> String {
        path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    }

    /// A text, a list of them, or an object that has such a list.
    private mutating func take(_ value: JSONValue) {
        if let text = value.name { add(text) }
        for element in value.elements { if let text = element.name { add(text) } }
        for (_, member) in value.members {
            for element in member.items { if let text = element.name { add(text) } }
        }
    }

    private mutating func add(_ text: String) {
        if !found.contains(text) { found.append(text) }
    }
}
