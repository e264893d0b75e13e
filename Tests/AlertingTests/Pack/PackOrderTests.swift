import AuditIndex
import AuditTestSupport
import Foundation
import Testing

/// The alerts of the whole pack do not hang on the order in which logs come.
@Suite struct PackOrderTests {
    @Test func theWeekInParts() throws {
        let rules = try RulePack.rules()
        func alerts(_ parts: [[String]]) throws -> [String] {
            try TemporaryFolder.with { folder in
                let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
                for part in parts { try index.take(part, rules) }
                return try index.openAlerts()
            }
        }
        let files = try SampleWeek.files()
        var random = SeededRandom(seed: 7)
        let mixed = files.shuffled(using: &random)
        let middle = mixed.count / 2
        let whole = try alerts([files])
        let parts = try alerts([Array(mixed[..<middle]), Array(mixed[middle...])])
        #expect(Set(parts).subtracting(whole).sorted() == [])
        #expect(Set(whole).subtracting(parts).sorted() == [])
    }
}
