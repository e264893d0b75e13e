/// One event as the index keeps it; texts are numbers of the batch's tables, 0 where there is none.
public struct EventRow: Sendable {
    /// Seconds since 1970.
    public var time: Int64 = 0
    /// The two halves of the id, whatever form it has.
    public var idHigh: UInt64 = 0
    /// See ``idHigh``.
    public var idLow: UInt64 = 0
    /// The number of the id's text, where it is no UUID; else 0.
    public var idText: Int32 = 0
    /// 48 bits that tell apart two contents under one id.
    public var content: Int64 = 0
    /// The texts, by ``TextKind``.
    public var texts: InlineArray<10, Int32> = InlineArray(repeating: 0)
    /// What else there is to say.
    public var flags: EventFlags = []
    /// The file, as a position in the batch's files.
    public var file: Int32 = 0
    /// Where the raw record lies in the file's inflated bytes.
    public var offset: Int64 = 0
    /// See ``offset``.
    public var length: Int32 = 0

    /// Makes an empty row.
    public init() {}

    /// The number of one of the texts.
    public subscript(kind: TextKind) -> Int32 {
        get { texts[kind.rawValue] }
        set { texts[kind.rawValue] = newValue }
    }
}
