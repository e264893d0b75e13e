import CloudTrail
import Testing

struct IdentifierTests {
    private func identifier(_ members: String) throws -> EventIdentifier {
        try Event(parsing: Array(#"{"eventTime":"2026-03-07T01:40:05Z"\#(members)}"#.utf8))
            .identifier
    }

    @Test(arguments: [
        "2e1904b2-8728-4489-bc43-9027437d0cd0", "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000-0000-0000-0000-000000000001",
    ])
    func `A UUID is 128 bits, and is written as it was`(text: String) throws {
        let identifier = try identifier(#","eventID":"\#(text)""#)
        guard case .uuid = identifier else {
            Issue.record("\(identifier)")
            return
        }
        #expect(identifier.description == text)
    }

    @Test
    func `The halves are the digits in order`() {
        let text = Array("01234567-89ab-cdef-fedc-ba9876543210".utf8)
        let identifier = EventIdentifier(uuid: text.span)
        #expect(identifier == .uuid(0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210))
    }

    @Test(arguments: [
        "1", "...", "redacted", "7c6e3d04-0c3b-42f2-8589-EXAMPLE826c0", "e1",
        "2E1904B2-8728-4489-BC43-9027437D0CD0", "2e1904b2-8728-4489-bc43-9027437d0cd",
        "2e1904b2-8728-4489-bc43-9027437d0cd00", "2e1904b2x8728-4489-bc43-9027437d0cd0",
        "2e1904b2-8728-4489-bc43-9027437d0cdg", "{2e1904b2-8728-4489-bc43-9027437d0cd0}",
        "2e1904b287284489bc439027437d0cd0", " ", "é🔐", "a\"b\\c",
    ])
    func `Any other id is its text`(text: String) throws {
        let identifier = try identifier(#","eventID":"\#(SampleRecord.escaped(text))""#)
        #expect(identifier == .text(text))
        #expect(identifier.description == text)
    }

    @Test
    func `Every byte at every place of a UUID is evaluated`() {
        let text = Array("01234567-89ab-cdef-fedc-ba9876543210".utf8)
        for place in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[place] = byte
                let isDash = [8, 13, 18, 23].contains(place)
                let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
                let isTaken = isDash ? byte == UInt8(ascii: "-") : isDigit
                let identifier = EventIdentifier(uuid: changed.span)
                let expected = isTaken ? String(decoding: changed, as: UTF8.self) : nil
                if identifier?.description != expected {
                    Issue.record("\(byte) at \(place)")
                }
            }
        }
    }

    @Test
    func `An escaped UUID is the same UUID`() throws {
        #expect(
            try identifier(#","eventID":"\u0032e1904b2-8728-4489-bc43-9027437d0cd0""#)
                == identifier(#","eventID":"2e1904b2-8728-4489-bc43-9027437d0cd0""#)
        )
    }

    @Test(arguments: [
        "", #","eventID":null"#, #","eventID":"""#, #","eventId":"1""#, #","eventID":{}"#,
    ])
    func `Without an id the content identifies the event`(members: String) throws {
        let identifier = try identifier(members)
        guard case .content(let high, let low) = identifier else {
            Issue.record("\(identifier)")
            return
        }
        #expect(high != low)
        #expect(identifier.description.hasPrefix("content-"))
        #expect(identifier.description.utf8.count == 40)
        let other = try self.identifier(members + #","x":1"#)
        #expect(other != identifier)
        #expect(try self.identifier(members) == identifier)
    }

    @Test
    func `Copies without an id are one, whatever their spelling`() throws {
        let text = #"{"eventTime":"2026-03-07T01:40:05Z","eventName":"a/b"}"#
        let copies = [text, SampleRecord.pretty(text), text.replacing("/", with: #"\/"#)]
        let identifiers = try copies.map { try Event(parsing: Array($0.utf8)).identifier }
        #expect(Set(identifiers).count == 1)
    }
}
