/// Finds the end of a value by its brackets and quotes alone.
///
/// It keeps a count, so it takes any depth and any length, some bytes at a time.
struct BracketWalk {
    private var open: Int
    private var isInString = false
    private var isEscaped = false

    init(open: Int) { self.open = open }

    /// The position behind the value; nil where it goes on.
    mutating func end(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        for position in range {
            let byte = bytes[position]
            if isEscaped {
                isEscaped = false
            } else if isInString {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                guard byte == UInt8(ascii: "\"") else { continue }
                isInString = false
                if open == 0 { return position + 1 }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if open == 0 { return position }
                    open -= 1
                    if open == 0 { return position + 1 }
                case UInt8(ascii: ",") where open == 0: return position
                default: break
                }
            }
        }
        return nil
    }
}
