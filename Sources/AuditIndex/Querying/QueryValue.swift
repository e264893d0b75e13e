/// A value of SQLite: a cell of a query's result, or what a parameter of it is given.
public enum QueryValue: Hashable, Sendable {
    /// Nothing.
    case null
    /// A whole number.
    case integer(Int64)
    /// A number with a fraction.
    case real(Double)
    /// Text; bytes that are no UTF-8 are replaced.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}
