import Basics

/// What is known of callers, by their numbers and whether they are in the console.
///
/// Only in a caller's first call are its fields looked up, and the tests of these answered.
struct CallerTable {
    /// What stands for a value that has not been looked up.
    static let unknown: Int32 = -2

    /// The place of each field in a row, or -1 of fields that others than the caller decide.
    private let places: [Int]
    private let width: Int
    /// The numbers of fields' values, one caller's after the other's.
    private var values: [Int32] = []
    /// The class of each caller, from 1: callers of one class have the same answers to all tests.
    private var classes: [Int32] = []
    private var answers = TextTable()
    /// What the numbers of callers belong to.
    private var generation = 0
    /// The caller of the event at hand, or -1.
    private(set) var current = -1

    init(_ fields: [ProgramField]) {
        var width = 0
        places = fields.map { field in
            guard field.decider == .caller else { return -1 }
            defer { width += 1 }
            return width
        }
        self.width = width
    }

    /// Starts an event.
    ///
    /// - parameters:
    ///   - number: The number of its caller.
    ///   - generation: What the numbers belong to.
    ///   - isInConsole: Whether the call was made in the console.
    mutating func turn(to number: Int, of generation: Int, isInConsole: Bool) {
        if generation != self.generation {
            self.generation = generation
            values = []
            classes = []
        }
        current = number * 2 + (isInConsole ? 1 : 0)
        while classes.count <= current {
            classes.append(0)
            values.append(contentsOf: repeatElement(Self.unknown, count: width))
        }
    }

    /// Starts an event of whose caller nothing is known.
    mutating func turnToNone() { current = -1 }

    // MARK: - Values

    /// The position of a field's value for the current caller, or -1 if there is none.
    @inline(__always)
    func position(_ field: Int) -> Int {
        let place = places[field]
        return place < 0 || current < 0 ? -1 : current * width + place
    }

    subscript(position: Int) -> Int32 {
        get { values[position] }
        set { values[position] = newValue }
    }

    /// Forgets all values: the numbers mean others now.
    mutating func forgetValues() {
        for index in values.indices { values[index] = Self.unknown }
    }

    // MARK: - Classes

    /// The class of the current caller; 0 where it is not known.
    var currentClass: Int32 { current < 0 ? 0 : classes[current] }

    /// Puts the current caller into the class that its answers make.
    mutating func classify(_ holds: [UInt8]) { classes[current] = answers.intern(holds.span) }

    /// How many classes there are.
    var classCount: Int { answers.count }

    /// Forgets all classes, whose numbers are then given anew.
    mutating func forgetClasses() {
        answers = TextTable()
        for index in classes.indices { classes[index] = 0 }
    }
}
