/// A sum of numbers that forgets nothing: numbers can be taken out again, and their order does
/// not matter.
///
/// It keeps what rounding would lose as further terms. A plain running sum drifts as events leave
/// the window, so that the same window would be judged differently after another past.
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
