/// One cell of a result, before a format decides how to write it.
enum OutputValue: Sendable {
    /// Nothing. JSON leaves the key out, the other formats leave the cell empty.
    case null

    /// Text, which may come from an attacker.
    case text(String)

    /// A whole number.
    case integer(Int64)

    /// True or false.
    case boolean(Bool)

    /// A time: seconds since 1970, UTC.
    case time(Int64)

    /// Text that is JSON already. It must be valid; its strings may still come from an attacker.
    case json(String)

    /// Members in the order in which they are written.
    case object([(String, OutputValue)])

    /// Elements in the order in which they are written.
    case array([OutputValue])
}
