/// How the index spells what it keeps in other forms.
enum EventText {
    /// Stands in the error dictionary for failures that have a message and no code.
    static let failureWithoutCode = "(failure without a code)"

    /// The event id of a row as text: a blob of 16 bytes is a UUID, a text is itself.
    ///
    /// It is null for a record without one.
    static let idSQL = """
        CASE WHEN event.flags & \(EventFlags.withoutID.rawValue) THEN NULL
          WHEN typeof(event.id) = 'blob' THEN lower(
            substr(hex(event.id), 1, 8) || '-' || substr(hex(event.id), 9, 4) || '-' ||
            substr(hex(event.id), 13, 4) || '-' || substr(hex(event.id), 17, 4) || '-' ||
            substr(hex(event.id), 21))
          ELSE event.id END
        """
}
