/// Writes a row as a JSON object whose keys are the column names.
struct RowObject {
    private let keys: [String]

    init(columns: [OutputColumn]) {
        // The keys are the same in each row: escape them once.
        keys = columns.map { JSONText.quoted($0.name) + ":" }
    }

    /// Appends the object; a null has no key.
    ///
    /// - parameter row: A value for each column.
    /// - parameter text: The text to append to.
    func append(_ row: [OutputValue], to text: inout String) {
        precondition(row.count == keys.count, "a row has a value for each column")
        text += "{"
        var isFirst = true
        for (key, value) in zip(keys, row) {
            if case .null = value { continue }
            if !isFirst { text += "," }
            isFirst = false
            text += key
            value.appendJSON(to: &text)
        }
        text += "}"
    }
}
