import CloudTrail

/// The numbers of the values that fields of the caller have, by the bytes of `userIdentity`.
///
/// The calls of a session repeat the same hundreds of bytes; only in the first is a field looked
/// up.
struct IdentityValues {
    /// What stands for a value that has not been looked up.
    static let unknown: Int32 = -2

    /// The spellings are forgotten when they have grown beyond this.
    private static let bound = 2 << 20

    /// The place of each field in a row, or -1 of fields that others than the caller decide.
    private let places: [Int]
    private let width: Int
    private var spellings = TextTable()
    /// The values of one identity after the other.
    private var values: [Int32] = []
    /// Where the values of the event at hand begin, or -1.
    private var row = -1
    private var generation: UInt32 = 0

    init(_ fields: [ProgramField]) {
        var width = 0
        places = fields.map { field in
            guard field.isOfCaller else { return -1 }
            defer { width += 1 }
            return width
        }
        self.width = width
    }

    /// Where the value of a field stands, or -1 if nowhere.
    @inline(__always)
    mutating func position(_ field: Int, _ source: FieldSource, _ generation: UInt32) -> Int {
        let place = places[field]
        guard place >= 0 else { return -1 }
        if generation != self.generation { turn(to: source, generation) }
        return row < 0 ? -1 : row + place
    }

    subscript(position: Int) -> Int32 {
        get { values[position] }
        set { values[position] = newValue }
    }

    private mutating func turn(to source: FieldSource, _ generation: UInt32) {
        self.generation = generation
        if spellings.weight > Self.bound {
            spellings = TextTable()
            values = []
        }
        let number = Int(source.internIdentity(in: &spellings))
        row = number > 0 ? (number - 1) * width : -1
        while values.count < row + width { values.append(Self.unknown) }
    }

    /// Forgets all values: the numbers mean others now.
    mutating func forget() {
        for index in values.indices { values[index] = Self.unknown }
    }
}
