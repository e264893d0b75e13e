/// What a page shows of a command's output: parts of it, with lines `…` for what is left out.
struct ShownOutput {
    static let cut = "…"

    /// The parts; the first is empty where a `…` is before all, the last where one is at the end.
    private let parts: [[String]]

    init(_ lines: [String]) {
        parts = lines.split(separator: Self.cut, omittingEmptySubsequences: false).map(Array.init)
    }

    /// The line without what differs from run to run.
    private static func lasting(_ line: String) -> String {
        trimmed(line).replacing(/\bin [0-9.]+ m?s\b/, with: "in … s")
            .replacing(/audit\.db, [0-9.]+ [kM]B$/, with: "audit.db, … MB")
    }

    private static func trimmed(_ line: String) -> String {
        guard let end = line.lastIndex(where: { $0 != " " }) else { return "" }
        return String(line[...end])
    }

    /// The first part that the output does not have in its place; nil where all is as shown.
    func firstMissing(in output: [String]) -> [String]? {
        let output = output.map(Self.lasting)
        let parts = parts.map { $0.map(Self.lasting) }
        guard let first = parts.first, let last = parts.last else { return nil }
        if parts.count == 1 { return output == first ? nil : first }
        guard output.starts(with: first) else { return first }
        var rest = output.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let start = rest.indices.first(where: { rest[$0...].starts(with: part) })
            else { return part }
            rest = rest[(start + part.count)...]
        }
        return rest.suffix(last.count).elementsEqual(last) ? nil : last
    }
}

extension ShownOutput {
    /// The output as the page would show it: the same parts, found again by the lines that are
    /// most like theirs.
    ///
    /// - returns: nil where a part cannot be found again.
    func refreshed(from output: [String]) -> [String]? {
        let fresh = output.map(fresh)
        guard parts.count > 1 else { return fresh }
        let places = places(in: output)
        var ranges: [Range<Int>] = []
        for (number, part) in parts.enumerated() where !part.isEmpty {
            let isFirst = number == 0
            let isLast = number == parts.count - 1
            let known = part.indices.filter { places[number][$0] != nil }
            let start: Int? = isFirst ? 0 : known.first.map { (places[number][$0] ?? 0) - $0 }
            let end: Int? =
                isLast
                ? output.count
                : known.last.map { (places[number][$0] ?? 0) + part.count - $0 }
            guard let lower = start ?? end.map({ $0 - part.count }),
                let upper = end ?? start.map({ $0 + part.count })
            else { return nil }
            let floor = min(ranges.last?.upperBound ?? 0, output.count)
            let from = min(max(lower, floor), output.count)
            ranges.append(from..<min(max(upper, from), output.count))
        }
        var lines: [String] = parts.first?.isEmpty == true ? [Self.cut] : []
        for (number, range) in ranges.enumerated() {
            if number > 0, range.lowerBound > ranges[number - 1].upperBound {
                lines.append(Self.cut)
            }
            lines += fresh[range]
        }
        if parts.last?.isEmpty == true, ranges.last?.upperBound != output.count {
            lines.append(Self.cut)
        }
        return lines
    }

    /// A line to write: as it is shown already where only times and sizes differ.
    private func fresh(_ line: String) -> String {
        let lasting = Self.lasting(line)
        return parts.joined().first { Self.lasting($0) == lasting }
            ?? Self.trimmed(line).replacing(/\bin [0-9.]+ m?s\b/, with: "in 0.1 s")
    }

    /// For each line that is shown, the line of the output that is most like it, in order.
    ///
    /// A longest common subsequence, in which lines may be alike rather than equal, and
    /// neighbours are worth more than lines that are apart.
    private func places(in output: [String]) -> [[Int?]] {
        let shown = parts.enumerated().flatMap { part in
            part.element.indices.map { (part: part.offset, line: $0) }
        }
        var places = parts.map { [Int?](repeating: nil, count: $0.count) }
        guard !shown.isEmpty, !output.isEmpty else { return places }
        let found = output.map(LineLikeness.init)
        var ending: [[(score: Double, before: (Int, Int)?)]] = []
        // The best alignment of the lines up to here, and where it ends.
        var best = [[(score: Double, last: (Int, Int)?)]](
            repeating: .init(repeating: (0, nil), count: output.count + 1),
            count: shown.count + 1
        )
        for (row, place) in shown.enumerated() {
            let line = LineLikeness(parts[place.part][place.line])
            ending.append([])
            for column in found.indices {
                let likeness = line.likeness(found[column])
                var (score, before) = best[row][column]
                if row > 0, column > 0, shown[row - 1].part == place.part,
                    ending[row - 1][column - 1].score > 0,
                    ending[row - 1][column - 1].score + 0.5 > score
                {
                    (score, before) = (
                        ending[row - 1][column - 1].score + 0.5, (row - 1, column - 1)
                    )
                }
                ending[row].append((likeness > 0 ? score + likeness : 0, before))
                let above = best[row][column + 1]
                let left = best[row + 1][column]
                var here = above.score >= left.score ? above : left
                if likeness > 0, score + likeness > here.score {
                    here = (score + likeness, (row, column))
                }
                best[row + 1][column + 1] = here
            }
        }
        var end = best[shown.count][output.count].last
        while let (row, column) = end {
            places[shown[row].part][shown[row].line] = column
            end = ending[row][column].before
        }
        return places
    }
}

/// How alike two lines are.
private struct LineLikeness {
    private let line: String
    private let words: Set<Substring>

    init(_ line: String) {
        self.line = line
        words = Set(line.split(separator: " "))
    }

    /// The number of words that the lines share, more for equal lines, 0 where they hardly share any.
    func likeness(_ other: LineLikeness) -> Double {
        if words.isEmpty || other.words.isEmpty { return words == other.words ? 0.1 : 0 }
        if line == other.line { return 1.5 * Double(words.count) }
        let shared = Double(words.intersection(other.words).count)
        return 2 * shared > 0.15 * Double(words.count + other.words.count) ? shared : 0
    }
}
