import AuditTestSupport
import CloudTrail
import Testing

@testable import AuditIndex

/// Events by their ids, and those around them.
struct EventLookupTests {
    private static func rows(_ identifiers: [EventIdentifier]) -> [SampleRow] {
        identifiers.enumerated().map { number, identifier in
            var row = SampleRow()
            row.time += Int64(number)
            row.identifier = identifier
            row.texts = [.principal: "p", .accessKey: "K\(number % 3)"]
            return row
        }
    }

    private static let identifiers: [EventIdentifier] = [
        .uuid(0x0123_4567_89ab_cdef, 0x0123_4567_89ab_cdef),
        .uuid(0x0123_4567_89ab_cdef, 0xffff_4567_89ab_cdef), .uuid(0xfeed_0000_0000_0000, 1),
        .content(0x0abc_0000_0000_0000, 2), .text("event-one"), .text("event-two"),
        .text("0123ABCD-UPPER"), .text("Ärger-1"), .text("'; DROP TABLE event --"), .text("%_%"),
    ]

    @Test(arguments: [
        ("01234567-89ab-cdef-0123-456789abcdef", [0]), ("0123456789abcdef0123456789abcdef", [0]),
        ("01234567-89AB-CDEF-0123-456789ABCDEF", [0]), ("01234567-89ab-cdef", [0, 1]),
        ("01234567-89ab-cdef-f", [1]), ("f", [2]), ("feed", [2]), ("fee", [2]), ("0124", []),
        ("content-0abc0000000000000000000000000002", [3]), ("content-0abc", [3]),
        ("event-one", [4]), ("event-", [4, 5]), ("0123ABCD-UPPER", [6]), ("Ärger-1", [7]),
        ("Är", [7]), ("'; DROP TABLE event --", [8]), ("'", [8]), ("%", [9]), ("_", []),
        ("nothing", []), ("0123４", []), ("０", []),
        ("01234567-89ab-cdef-0123-456789abcdef0", []),
    ])
    func `Events are found by their ids, and by how these begin`(id: String, found: [Int]) throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            try index.write(IndexBatch(Self.rows(Self.identifiers)))
            let events = try index.events(id: id)
            #expect(events.map(\.identifier) == found.map { Self.identifiers[$0] })
        }
    }

    @Test
    func `Each event is found by the id that is printed`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            try index.write(IndexBatch(Self.rows(Self.identifiers)))
            for event in try index.events() {
                let found = try index.events(id: event.identifier.description)
                #expect(found.map(\.key) == [event.key])
            }
        }
    }

    @Test
    func `A whole id is found among many that begin with it`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            let many = (0..<300).map { EventIdentifier.text("e-\(1_000 + $0)") }
            try index.write(IndexBatch(Self.rows(many + [.text("e")])))
            #expect(try index.events(id: "e").map(\.identifier) == [.text("e")])
        }
    }

    @Test
    func `One id may have several contents`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            var rows = Self.rows([.uuid(1, 2), .uuid(1, 2), .uuid(1, 2)])
            for position in rows.indices {
                rows[position].time = 1_772_841_600
                rows[position].content = Int64(position / 2)
            }
            try index.write(IndexBatch(rows))
            let events = try index.events(id: EventIdentifier.uuid(1, 2).description)
            #expect(events.map(\.content) == [0, 1])
        }
    }

    @Test(arguments: [0, 1, 3, 100])
    func `The neighbours of an event are those of its session, nearest first notified last`(
        count: Int
    ) throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.make(in: folder)
            // Three sessions by turns; several events in a second.
            var rows = Self.rows((0..<60).map { .uuid(UInt64($0), 0) })
            for position in rows.indices { rows[position].time -= Int64(position) * 3 / 4 }
            try index.write(IndexBatch(rows))
            let all = try index.events()
            for event in all {
                let session = all.filter { $0[.accessKey] == event[.accessKey] }
                let place = try #require(session.firstIndex { $0.key == event.key })
                let (before, after) = try index.neighbours(of: event, count: count)
                #expect(before.map(\.key) == session[..<place].suffix(count).map(\.key))
                #expect(after.map(\.key) == session[(place + 1)...].prefix(count).map(\.key))
            }
        }
    }
}
