/// What a table may use: the width, and colour.
struct TableLayout: Hashable, Sendable {
    /// The columns of the terminal, or nil when nothing is to be cut.
    let width: Int?

    /// Whether the heading is bold.
    let color: Bool

    /// Creates a layout.
    ///
    /// - parameter width: The columns of the terminal, or nil when nothing is to be cut.
    /// - parameter color: Whether the heading is bold.
    init(width: Int?, color: Bool) {
        self.width = width
        self.color = color
    }

    /// Creates the layout for a file descriptor: a table in a pipe or a file is not cut.
    ///
    /// - parameter descriptor: The file descriptor.
    /// - parameter environment: The environment variables.
    init(descriptor: Int32, environment: [String: String] = Terminal.environment()) {
        width =
            Terminal.isTerminal(descriptor)
            ? Terminal.width(descriptor, environment: environment) : nil
        color = Terminal.colorAllowed(descriptor, environment: environment)
    }
}
