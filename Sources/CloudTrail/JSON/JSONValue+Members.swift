extension JSONValue {
    /// The member of an object under a key; nil where there is none, or this is no object.
    ///
    /// - Complexity: O(n) in the bytes of the object.
    public subscript(key: String) -> JSONValue? {
        guard kind == .object else { return nil }
        var found: JSONValue?
        bytes.forEachMember(range) { name, value in
            // Most keys have no escape, and differ from the one wanted in length already.
            if bytes.isText(name, key) { found = JSONValue(bytes: bytes, range: value) }
        }
        return found
    }

    /// The members of an object, in the record's order; empty for other kinds.
    public var members: [(key: String, value: JSONValue)] {
        var members: [(key: String, value: JSONValue)] = []
        forEachMember { members.append(($0, $1)) }
        return members
    }

    /// Calls `body` with each member of an object.
    public func forEachMember(_ body: (String, JSONValue) -> Void) {
        guard kind == .object else { return }
        bytes.forEachMember(range) { key, value in
            body(
                String(decoding: bytes.unescaped(key), as: UTF8.self),
                JSONValue(bytes: bytes, range: value)
            )
        }
    }

    /// The elements of an array; empty for other kinds.
    public var elements: [JSONValue] {
        guard kind == .array else { return [] }
        var elements: [JSONValue] = []
        bytes.forEachElement(range) { elements.append(JSONValue(bytes: bytes, range: $0)) }
        return elements
    }

    /// The value at a path of keys, through objects alone.
    public subscript(path path: String...) -> JSONValue? {
        var value: JSONValue? = self
        for key in path { value = value?[key] }
        return value
    }
}
