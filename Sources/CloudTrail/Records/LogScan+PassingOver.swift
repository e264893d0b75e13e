// A record that is too deep or too long costs itself, and not the rest of its log.
extension LogScan {
    /// Rejects the value at the window's position where it is too deep or too long, and passes it;
    /// what else is wrong is thrown on.
    ///
    /// - parameter open: The brackets around the position that belong to the value.
    mutating func passOver(
        _ end: ReadingEnd,
        open: Int,
        _ handler: LogReader.Handler
    ) throws(ReadingEnd) {
        guard case .damaged(let damage) = end else { throw end }
        let start = window.offset
        let fault: RecordFault
        switch damage.reason {
        case .notJSON(.tooDeep) where looksAhead:
            fault = .notJSON(JSONFault(offset: Int(damage.offset - start), reason: .tooDeep))
            if let length = window.valueLength(open: open) {
                window.consume(length)
            } else {
                // A nest without an end: the next line that begins a value is the way out.
                guard window.holdsTooMuch, try window.skipValue(open: open) else {
                    looksAhead = false
                    throw end
                }
            }
        case .recordBeyond(let limit):
            fault = .longerThan(limit)
            guard try window.skipValue(open: open) else { throw end }
        default: throw end
        }
        let length = Int(window.offset - start)
        try take(.rejected(fault), RecordLocation(offset: start, length: length), handler)
    }
}
