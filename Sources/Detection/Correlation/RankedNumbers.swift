/// Numbers in order, by rank.
///
/// It is a treap: a search tree over the numbers that is a heap over random priorities, which
/// keeps it flat whatever the order in which numbers come.
///
/// Complexity: O(log n) on average for each operation. Memory: 40 bytes for each different number.
struct RankedNumbers: Sendable {
    private struct Node: Sendable {
        var number: Double
        var priority: UInt64
        /// How often the number is in.
        var copies = 1
        /// How many numbers are in the subtree.
        var size = 1
        var left: Int32 = none
        var right: Int32 = none
    }

    private static let none: Int32 = -1

    private var nodes: [Node] = []
    private var free: [Int32] = []
    private var root = none
    private var random: UInt64 = 0x9E37_79B9_7F4A_7C15

    var count: Int { size(root) }

    mutating func insert(_ number: Double) { root = inserted(number, under: root) }

    /// Removes one copy of a number that is in.
    mutating func remove(_ number: Double) { root = removed(number, under: root) }

    /// The number that has so many before it.
    subscript(rank: Int) -> Double {
        var rank = rank
        var index = root
        while index != Self.none {
            let node = nodes[Int(index)]
            let before = size(node.left)
            if rank < before {
                index = node.left
            } else if rank < before + node.copies {
                return node.number
            } else {
                rank -= before + node.copies
                index = node.right
            }
        }
        preconditionFailure("there are not so many numbers")
    }

    private func size(_ index: Int32) -> Int { index == Self.none ? 0 : nodes[Int(index)].size }

    private mutating func inserted(_ number: Double, under index: Int32) -> Int32 {
        guard index != Self.none else { return makeNode(number) }
        let place = Int(index)
        if number == nodes[place].number {
            nodes[place].copies += 1
            nodes[place].size += 1
            return index
        }
        if number < nodes[place].number {
            let child = inserted(number, under: nodes[place].left)
            nodes[place].left = child
            update(place)
            return nodes[Int(child)].priority > nodes[place].priority ? rotateRight(index) : index
        }
        let child = inserted(number, under: nodes[place].right)
        nodes[place].right = child
        update(place)
        return nodes[Int(child)].priority > nodes[place].priority ? rotateLeft(index) : index
    }

    private mutating func removed(_ number: Double, under index: Int32) -> Int32 {
        guard index != Self.none else { return Self.none }
        let place = Int(index)
        if number < nodes[place].number {
            nodes[place].left = removed(number, under: nodes[place].left)
        } else if number > nodes[place].number {
            nodes[place].right = removed(number, under: nodes[place].right)
        } else if nodes[place].copies > 1 {
            nodes[place].copies -= 1
        } else {
            free.append(index)
            return merged(nodes[place].left, nodes[place].right)
        }
        update(place)
        return index
    }

    /// Joins two trees of which all of the first lies before all of the second.
    private mutating func merged(_ left: Int32, _ right: Int32) -> Int32 {
        guard left != Self.none else { return right }
        guard right != Self.none else { return left }
        if nodes[Int(left)].priority > nodes[Int(right)].priority {
            nodes[Int(left)].right = merged(nodes[Int(left)].right, right)
            update(Int(left))
            return left
        }
        nodes[Int(right)].left = merged(left, nodes[Int(right)].left)
        update(Int(right))
        return right
    }

    private mutating func rotateRight(_ index: Int32) -> Int32 {
        let pivot = nodes[Int(index)].left
        nodes[Int(index)].left = nodes[Int(pivot)].right
        nodes[Int(pivot)].right = index
        update(Int(index))
        update(Int(pivot))
        return pivot
    }

    private mutating func rotateLeft(_ index: Int32) -> Int32 {
        let pivot = nodes[Int(index)].right
        nodes[Int(index)].right = nodes[Int(pivot)].left
        nodes[Int(pivot)].left = index
        update(Int(index))
        update(Int(pivot))
        return pivot
    }

    private mutating func update(_ place: Int) {
        nodes[place].size =
            nodes[place].copies + size(nodes[place].left) + size(nodes[place].right)
    }

    private mutating func makeNode(_ number: Double) -> Int32 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        let node = Node(number: number, priority: random)
        if let index = free.popLast() {
            nodes[Int(index)] = node
            return index
        }
        nodes.append(node)
        return Int32(nodes.count - 1)
    }
}

extension CorrelationInstant.Event {
    /// The numbers among the values.
    var numbers: [Double] { values.compactMap { $0.first.flatMap { Double(jsonNumber: $0.text) } } }
}

extension Double {
    /// A number as JSON writes it, or nil; also nil beyond ±1e300, where sums would be infinite.
    init?(jsonNumber text: String) {
        var rest = Substring(text).utf8
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = Self.takeDigits(&rest)
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else {
            return nil
        }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard !Self.takeDigits(&rest).isEmpty else { return nil }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
                rest.removeFirst()
            }
            guard !Self.takeDigits(&rest).isEmpty else { return nil }
        }
        guard rest.isEmpty, let number = Double(text), abs(number) <= 1e300 else { return nil }
        self = number
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = rest.prefix { $0 &- 0x30 < 10 }
        rest = rest[digits.endIndex...]
        return digits
    }
}

/// A sum of numbers that forgets nothing: numbers can be taken out again, and their order does
/// not matter.
///
/// It keeps what rounding would lose as further terms. A plain running sum drifts as events leave
/// the window, so that the same window would be evaluated differently after another past.
///
/// Related: Shewchuk, "Adaptive Precision Floating-Point Arithmetic" (1997).
struct ExactSum: Sendable {
    /// Terms by ascending magnitude that do not overlap: a few as a rule, 40 at most.
    private var terms: [Double] = []

    mutating func add(_ number: Double) {
        var carried = number
        var kept = 0
        for index in terms.indices {
            var small = terms[index]
            if abs(carried) < abs(small) { swap(&carried, &small) }
            let sum = carried + small
            let lost = small - (sum - carried)
            if lost != 0 {
                terms[kept] = lost
                kept += 1
            }
            carried = sum
        }
        terms.removeSubrange(kept...)
        if carried != 0 { terms.append(carried) }
    }

    /// The sum, rounded once.
    var value: Double {
        var index = terms.count - 1
        guard index >= 0 else { return 0 }
        var sum = terms[index]
        var lost = 0.0
        while index > 0, lost == 0 {
            index -= 1
            let next = sum + terms[index]
            lost = terms[index] - (next - sum)
            sum = next
        }
        // Half way between two numbers the terms below decide, which rounding has not seen.
        if index > 0, lost != 0, (lost < 0) == (terms[index - 1] < 0) {
            let corrected = sum + lost * 2
            if corrected - sum == lost * 2 { return corrected }
        }
        return sum
    }
}

/// A set whose members leave when they were removed as often as they were inserted.
struct CountedSet<Member: Hashable> {
    private var counts: [Member: Int] = [:]

    /// The number of different members.
    var count: Int { counts.count }

    func contains(_ member: Member) -> Bool { counts[member] != nil }

    mutating func insert(_ member: Member) { counts[member, default: 0] += 1 }

    mutating func remove(_ member: Member) {
        guard let index = counts.index(forKey: member) else { return }
        if counts.values[index] == 1 {
            counts.remove(at: index)
        } else {
            counts.values[index] -= 1
        }
    }
}

extension CountedSet: Sendable where Member: Sendable {}
