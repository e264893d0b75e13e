/// The widths of a table's columns.
enum TableWidths {
    /// The spaces between two columns.
    static let gap = 2

    /// Below this a cut cell says nothing any more.
    private static let leastReadable = 3

    /// Returns the width of each column, so that the whole fits if that can be.
    ///
    /// Columns give way by their priority, down to their minimum. If that is not enough, those that
    /// may be cut at all are cut further. If that is not enough either, the lines are too long.
    ///
    /// - parameter natural: The width of each column's widest cell.
    /// - parameter columns: The columns.
    /// - parameter limit: The width of the terminal.
    static func fitting(natural: [Int], columns: [OutputColumn], limit: Int) -> [Int] {
        var widths = natural
        var excess = natural.reduce(0, +) + gap * (natural.count - 1) - limit
        guard excess > 0 else { return widths }
        var minimums: [Int: [(index: Int, minimum: Int)]] = [:]
        for (index, column) in columns.enumerated() {
            guard case .priority(let priority, let minimum) = column.shrink else { continue }
            minimums[priority, default: []].append((index, minimum))
        }
        for (_, group) in minimums.sorted(by: { $0.key > $1.key }) {
            shrink(&widths, group, &excess)
        }
        let all = minimums.values.joined().map { (index: $0.index, minimum: leastReadable) }
        shrink(&widths, all.sorted { $0.index < $1.index }, &excess)
        return widths
    }

    /// Takes one column after another from whichever is the widest.
    private static func shrink(
        _ widths: inout [Int],
        _ group: [(index: Int, minimum: Int)],
        _ excess: inout Int
    ) {
        while excess > 0 {
            let able = group.filter { widths[$0.index] > max($0.minimum, leastReadable) }
            guard let widest = able.max(by: { widths[$0.index] < widths[$1.index] }) else { return }
            widths[widest.index] -= 1
            excess -= 1
        }
    }
}
