/// One column of a result: its name for programs, and how a table shows it.
struct OutputColumn: Sendable {
    /// On which side the cells of a table column are flush.
    enum Alignment: Sendable {
        /// At the left, for text.
        case leading

        /// At the right, for numbers.
        case trailing
    }

    /// How willingly a column is cut when the terminal is too narrow.
    enum Shrink: Sendable {
        /// Never: half of an event id is no use to anybody.
        case never

        /// Down to a minimum width. Columns of higher priority give way first; of equal ones, the
        /// widest.
        case priority(Int, minimum: Int)
    }

    /// The key in machine output, for example `eventTime` or `audit.principal`.
    let name: String

    /// The heading in a table.
    let title: String

    /// On which side the cells are flush.
    let alignment: Alignment

    /// How willingly the column is cut.
    let shrink: Shrink

    /// Which part of a cell is left out when it is cut.
    let cut: TextCut

    /// How a cell stands out on a terminal, by its whole text.
    let style: (@Sendable (String) -> Style?)?

    /// Creates a column.
    ///
    /// - parameter name: The key in machine output.
    /// - parameter title: The heading in a table; the name when nil.
    /// - parameter alignment: On which side the cells are flush.
    /// - parameter shrink: How willingly the column is cut.
    /// - parameter cut: Which part of a cell is left out when it is cut. ARNs differ at their
    ///   ends, so cut them in the middle.
    /// - parameter style: How a cell stands out on a terminal, by its whole text.
    init(
        _ name: String,
        title: String? = nil,
        alignment: Alignment = .leading,
        shrink: Shrink = .priority(1, minimum: 8),
        cut: TextCut = .end,
        style: (@Sendable (String) -> Style?)? = nil
    ) {
        self.name = name
        self.title = title ?? name
        self.alignment = alignment
        self.shrink = shrink
        self.cut = cut
        self.style = style
    }
}
