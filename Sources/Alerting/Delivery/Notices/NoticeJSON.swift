import Foundation

/// Writes JSON for the wire: on one line, members in order, so that it can be signed and compared.
enum NoticeJSON {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }
}
