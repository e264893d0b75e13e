/// Fields whose values together say what a hit is about, or what of it is measured.
struct FieldTuple: Sendable {
    /// The positions of the fields among the program's.
    let fields: [Int]
    /// A number that tuples of the same fields share.
    let number: Int32

    var isEmpty: Bool { fields.isEmpty }
}
