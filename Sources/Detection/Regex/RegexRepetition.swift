/// A node that is repeated.
struct RegexRepetition {
    let node: RegexNode
    let minimum: Int
    /// Nil: without end.
    let maximum: Int?
    /// The offset of the quantifier, if it is possessive.
    let possessiveOffset: Int?
    let size: Int

    init(_ node: RegexNode, minimum: Int, maximum: Int?, possessiveOffset: Int?) {
        self.node = node
        self.minimum = minimum
        self.maximum = maximum
        self.possessiveOffset = possessiveOffset
        if let maximum {
            size = node.size * maximum + maximum - minimum
        } else {
            size = node.size * max(minimum, 1) + 1
        }
    }
}
