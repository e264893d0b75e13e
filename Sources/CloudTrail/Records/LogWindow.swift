/// The part of a log that is being looked at: it slides over the inflated bytes, and grows only
/// for a record that is larger than itself.
struct LogWindow: ~Copyable {
    private static let size = 256 << 10

    private var input: LogInput
    private let inflatesWhole: Bool
    private var storage: [UInt8]
    /// The bytes of `storage` that hold text; padding follows.
    private var limit = 0
    /// The offset in the log of `storage[0]`.
    private var base: Int64 = 0
    private var hasEnded = false
    /// Why the input ended before the log did; reported when all that came before it has been read.
    private var inputDamage: LogDamage?
    /// The bytes that one record may have.
    let recordLimit: Int

    /// Where the next value begins in `bytes`.
    private(set) var position = 0
    /// The lexical fault of what was scanned last.
    private(set) var defect: JSONFault?
    /// Whether what was scanned last is spelled otherwise than canonically.
    private(set) var isSpelledFreely = false

    /// - parameter inflatesWhole: Whether libdeflate may be used.
    init(recordLimit: Int, inflatesWhole: Bool) {
        self.recordLimit = recordLimit
        self.inflatesWhole = inflatesWhole
        input = LogInput(inflatesWhole: inflatesWhole)
        storage = [UInt8](repeating: 0, count: Self.size)
    }

    /// Turns to another log, and passes a byte order mark.
    ///
    /// - parameter offset: The bytes of the logs before it in the same file.
    mutating func open(
        _ source: ByteSource,
        limits: LogLimits,
        offset: Int64 = 0
    ) throws(ReadingEnd) {
        if storage.count > Self.size { storage = [UInt8](repeating: 0, count: Self.size) }
        (limit, base, position, hasEnded, inputDamage) = (0, offset, 0, false, nil)
        do { try input.open(source, limits: limits) } catch {
            input.close()
            throw .damaged(error)
        }
        while limit < 3, !hasEnded { refill() }
        if limit >= 3, storage[0] == 0xef, storage[1] == 0xbb, storage[2] == 0xbf { position = 3 }
    }

    /// The bytes that the log was read as, since it was opened.
    var inflatedBytes: Int64 { input.inflatedBytes }
    var offset: Int64 { base + Int64(position) }
    var nextByte: UInt8 { storage[position] }
    var bytes: JSONBytes { JSONBytes(padded: storage, count: limit) }

    var startsDocument: Bool {
        nextByte == UInt8(ascii: "{") || nextByte == UInt8(ascii: "[")
    }

    mutating func consume(_ count: Int) { position += count }

    /// Whether a bracket is followed by a zero, as in UTF-16 without a mark.
    var startsUTF16: Bool { storage[position + 1] == 0 && position + 1 < limit }

    /// Ends the log; returns the bytes that it was read as.
    mutating func close() -> Int64 {
        let bytes = input.inflatedBytes
        input.close()
        (limit, position, hasEnded, inputDamage) = (0, 0, true, nil)
        return bytes
    }

    /// The first bytes of the log, as many as there are up to `count`.
    mutating func begin(_ count: Int) -> ArraySlice<UInt8> {
        while limit < count, !hasEnded { refill() }
        return storage[0..<min(count, limit)]
    }

    /// The bytes at hand from the position on.
    var pending: ArraySlice<UInt8> { storage[position..<limit] }

    /// Gives the log away, to be read through another layer; another has to be opened.
    mutating func takeInput() -> BegunInput {
        let input = exchange(&self.input, with: LogInput(inflatesWhole: inflatesWhole))
        return BegunInput(storage[0..<limit], input, hasEnded: hasEnded, damage: inputDamage)
    }

    /// The length of the line at the position, its end included; 0 at the end of the log.
    ///
    /// - parameter quoted: Whether line ends between double quotes belong to the line.
    mutating func line(quoted: Bool = false) throws(ReadingEnd) -> Int {
        var length = 0
        var isInside = false
        while true {
            while position + length < limit {
                let byte = storage[position + length]
                length += 1
                if byte == UInt8(ascii: "\n"), !isInside { return length }
                if byte == UInt8(ascii: "\""), quoted { isInside.toggle() }
            }
            guard length <= recordLimit else { throw damage(.recordBeyond(recordLimit)) }
            guard try readMore() else { return length }
        }
    }

    func damage(_ reason: LogDamage.Reason) -> ReadingEnd {
        .damaged(LogDamage(reason: reason, offset: offset))
    }

    /// Scans from the position on; reads more, and scans again, while the value is incomplete.
    ///
    /// Each time the window has doubled, so the work is O(n) in the bytes of the value.
    ///
    /// - parameter slots: Handed to `body`, for what it finds.
    mutating func scan<R>(
        _ slots: inout EventSlots,
        _ body: (inout JSONScanner, inout EventSlots, Int) throws(JSONFault) -> R
    ) throws(ReadingEnd) -> R {
        while true {
            var fault = JSONFault(offset: 0, reason: .incomplete)
            do throws(JSONFault) {
                return try JSONBytes(padded: storage, count: limit).withScanner {
                    (scanner) throws(JSONFault) in
                    let result = try body(&scanner, &slots, position)
                    defect = scanner.defect
                    isSpelledFreely = scanner.isSpelledFreely
                    if let fault = defect {
                        defect = JSONFault(offset: fault.offset - position, reason: fault.reason)
                    }
                    return result
                }
            } catch {
                fault = error
            }
            guard fault.reason == .incomplete else {
                throw .damaged(
                    LogDamage(reason: .notJSON(fault.reason), offset: base + Int64(fault.offset))
                )
            }
            guard limit - position <= recordLimit else { throw damage(.recordBeyond(recordLimit)) }
            guard try readMore() else { throw damage(.notJSON(.incomplete)) }
        }
    }

    /// The length of the value at the position, whatever is in it; nil where it has no end, or none
    /// within the bytes that a record may have.
    ///
    /// - parameter open: The brackets around the position that belong to the value.
    mutating func valueLength(open: Int) -> Int? {
        var walk = BracketWalk(open: open)
        var length = 0
        while true {
            if let end = walk.end(in: storage, position + length..<limit) { return end - position }
            length = limit - position
            guard length <= recordLimit, (try? readMore()) == true else { return nil }
        }
    }

    /// Whether more is at hand than a record may have.
    var holdsTooMuch: Bool { limit - position > recordLimit }

    /// Passes the value at the position, however long it is; false where the log ends before it.
    ///
    /// - parameter open: The brackets around the position that belong to the value.
    mutating func skipValue(open: Int) throws(ReadingEnd) -> Bool {
        var walk = BracketWalk(open: open)
        while true {
            if let end = walk.end(in: storage, position..<limit) {
                position = end
                return true
            }
            position = limit
            guard try readMore() else { return false }
        }
    }

    /// Passes the line at the position, however long it is, and its end.
    ///
    /// - parameter quoted: Whether line ends between double quotes belong to the line.
    mutating func skipLine(quoted: Bool) throws(ReadingEnd) {
        var isInside = false
        while true {
            while position < limit {
                let byte = storage[position]
                position += 1
                if byte == UInt8(ascii: "\n"), !isInside { return }
                if byte == UInt8(ascii: "\""), quoted { isInside.toggle() }
            }
            guard try readMore() else { return }
        }
    }

    /// Passes white space; false at the end of the log.
    ///
    /// - parameter andBrackets: Whether to pass what closes and separates values, too.
    mutating func skipWhitespace(andBrackets: Bool = false) throws(ReadingEnd) -> Bool {
        while true {
            while position < limit {
                switch storage[position] {
                case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                    position += 1
                case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
                    guard andBrackets else { return true }
                    position += 1
                default: return true
                }
            }
            guard try readMore() else { return false }
        }
    }

    /// Passes everything up to the next line that begins with `{` or `[`; false if there is none.
    mutating func skipToNextDocument() throws(ReadingEnd) -> Bool {
        while true {
            while position + 1 < limit {
                position += 1
                if storage[position - 1] == UInt8(ascii: "\n"), startsDocument { return true }
            }
            guard try readMore() else { return false }
        }
    }

    /// Reads more; false at the end of the log.
    private mutating func readMore() throws(ReadingEnd) -> Bool {
        if hasEnded {
            guard let inputDamage else { return false }
            throw .damaged(inputDamage)
        }
        refill()
        return true
    }

    /// Moves what is left to the front of the window, and reads as much again behind it.
    private mutating func refill() {
        let left = limit - position
        makeRoom()
        base += Int64(position)
        position = 0
        limit = left
        let end = storage.count - JSONScanner.padding
        repeat {
            do throws(LogDamage) {
                let count = try storage.withUnsafeMutableBufferPointer {
                    (buffer) throws(LogDamage) in
                    let room = UnsafeMutableBufferPointer(rebasing: buffer[limit..<end])
                    return try input.read(into: UnsafeMutableRawBufferPointer(room))
                }
                limit += count
                if count == 0 { hasEnded = true }
            } catch {
                inputDamage = error
                hasEnded = true
            }
        } while limit < left * 2 && !hasEnded
        for index in limit..<limit + JSONScanner.padding { storage[index] = 0 }
    }

    /// Moves what is left to the front; where that is more than half, into twice the room.
    private mutating func makeRoom() {
        let left = limit - position
        if left > (storage.count - JSONScanner.padding) / 2 {
            var larger = [UInt8](repeating: 0, count: storage.count * 2)
            larger.replaceSubrange(0..<left, with: storage[position..<limit])
            storage = larger
        } else if position > 0 {
            storage.withUnsafeMutableBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[position..<position + left])
                // Source and target may overlap: copyMemory is a memmove.
                UnsafeMutableRawBufferPointer(rebasing: buffer[0..<left]).copyMemory(from: rest)
            }
        }
    }
}
