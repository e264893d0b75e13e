/// Something that was counted.
struct ReportFigure: Sendable {
    /// What: `reads of secrets by declared readers`.
    var label: String
    /// How many.
    var count: Int
    /// Out of how many; nil where that says nothing.
    var total: Int?
    /// The last time, in seconds since 1970.
    var last: Int64?
    /// Whether it speaks for the control; others are there to be known.
    var isEvidence = true

    /// The figure in words: `88 of 89 reads by declared readers, last on 2026-03-08`.
    var words: String {
        var text = "\(Count(count))"
        if let total, total != count || count < 3 { text += " of \(Count(total))" }
        if let total, total == count, count > 2 { text = "all \(Count(count))" }
        text += " \(label)"
        if let last, count > 0 { text += ", last on \(ReportDay.text(last))" }
        return text
    }
}
