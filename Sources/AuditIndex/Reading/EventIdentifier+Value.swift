import CloudTrail
import Foundation
import GRDB

extension EventIdentifier {
    /// The id as a row has it.
    var databaseValue: DatabaseValue {
        switch self {
        case .text(let text): return text.replacing("\0", with: "\u{fffd}").databaseValue
        case .uuid(let high, let low), .content(let high, let low):
            var bytes: [UInt8] = []
            for word in [high, low] {
                for shift in stride(from: 56, through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
                }
            }
            return Data(bytes).databaseValue
        }
    }
}
