/// Compares a session's ARN with the one implied by its role and name, without building that:
/// nearly all are equal.
enum ImpliedSession {
    /// Whether `session` is `arn:PARTITION:sts::ACCOUNT:assumed-role/ROLE/NAME` of a role
    /// `arn:PARTITION:iam:REGION:ACCOUNT:role/PATH/ROLE`.
    static func isEqual(_ session: Span<UInt8>, _ role: Span<UInt8>, _ name: Span<UInt8>) -> Bool {
        var colons = InlineArray<5, Int>(repeating: 0)
        var count = 0
        var slash = 0
        for index in role.indices {
            if role[index] == UInt8(ascii: ":"), count < 5 {
                colons[count] = index
                count += 1
            } else if role[index] == UInt8(ascii: "/") {
                slash = index
            }
        }
        var start = 0
        guard count == 5, colons[1] > 4, has("arn:", in: role, at: &start) else { return false }
        start = colons[1]
        guard has(":iam:", in: role, at: &start) else { return false }
        start = colons[4]
        guard has(":role/", in: role, at: &start) else { return false }
        var position = 0
        return has(role.extracting(..<colons[1]), in: session, at: &position)
            && has(":sts:", in: session, at: &position)
            && has(role.extracting(colons[3]..<colons[4]), in: session, at: &position)
            && has(":assumed-role", in: session, at: &position)
            && has(role.extracting(slash...), in: session, at: &position)
            && has("/", in: session, at: &position)
            && has(name, in: session, at: &position)
            && position == session.count
    }

    /// Whether a text is part of another at a place, which moves past it.
    private static func has(
        _ part: StaticString,
        in text: Span<UInt8>,
        at position: inout Int
    ) -> Bool {
        guard text.count - position >= part.utf8CodeUnitCount else { return false }
        for index in 0..<part.utf8CodeUnitCount
        where text[position + index] != part.utf8Start[index] {
            return false
        }
        position += part.utf8CodeUnitCount
        return true
    }

    private static func has(
        _ part: Span<UInt8>,
        in text: Span<UInt8>,
        at position: inout Int
    ) -> Bool {
        guard text.count - position >= part.count else { return false }
        for index in part.indices where text[position + index] != part[index] { return false }
        position += part.count
        return true
    }
}
