import Basics
import Foundation
import HTTP
import Testing

@testable import AWS

/// When credentials are renewed.
struct AWSCredentialSourceTests {
    /// A source that counts, gives keys for some time, and fails where it should.
    final class Counted: Sendable {
        let clock = FakeClock()
        let lifetime: Int64?
        let fails = Locked(false)
        private let count = Locked(0)

        var fetches: Int { count.withLock { $0 } }

        init(lifetime: Int64?) { self.lifetime = lifetime }

        func source() -> AWSCredentialSource {
            AWSCredentialSource(origin: "a test", clock: clock.clock) {
                () throws(AWSCredentialsFault) in
                let number = self.count.withLock { count in
                    count += 1
                    return count
                }
                if self.fails.withLock({ $0 }) { throw AWSCredentialsFault("fault \(number)") }
                return AWSCredentials(
                    accessKeyID: "AKID\(number)",
                    secretAccessKey: HiddenText("s"),
                    expiration: self.lifetime.map { self.clock.clock.now + $0 }
                )
            }
        }
    }

    static func id(_ source: AWSCredentialSource) -> String {
        do {
            return try source.credentials().accessKeyID
        } catch {
            return error.description
        }
    }

    @Test(
        arguments: [
            // An hour: renewed in the last quarter of it.
            (3_600, [0, 2_600, 200, 2_000], ["AKID1", "AKID1", "AKID2", "AKID2"]),
            // A quarter of an hour: in its last half, not at every call.
            (900, [0, 400, 60, 60, 400], ["AKID1", "AKID1", "AKID2", "AKID2", "AKID3"]),
            (nil, [0, 1_000_000], ["AKID1", "AKID1"]),
        ] as [(Int64?, [Int64], [String])]
    )
    func `Credentials are renewed before they expire`(
        lifetime: Int64?,
        steps: [Int64],
        expected: [String]
    ) {
        let counted = Counted(lifetime: lifetime)
        let source = counted.source()
        let found = steps.map { seconds in
            counted.clock.advance(seconds)
            return Self.id(source)
        }
        #expect(found == expected)
    }

    @Test
    func `Threads that need credentials at once fetch them once`() {
        let counted = Counted(lifetime: 3_600)
        let source = counted.source()
        for round in 1...20 {
            let found = Array(0..<8).concurrentMap { _ in Self.id(source) }
            #expect(Set(found) == ["AKID\(round)"])
            #expect(counted.fetches == round)
            counted.clock.advance(3_300)
        }
    }

    @Test
    func `Where renewing fails, credentials are used while they last`() {
        let counted = Counted(lifetime: 3_600)
        let source = counted.source()
        #expect(Self.id(source) == "AKID1")
        counted.fails.withLock { $0 = true }
        counted.clock.advance(2_800)
        #expect(Self.id(source) == "AKID1")
        #expect(Self.id(source) == "AKID1")
        #expect(counted.fetches == 2)
        counted.clock.advance(500)
        #expect(Self.id(source) == "AKID1")
        #expect(counted.fetches == 3)
        counted.clock.advance(301)
        #expect(Self.id(source) == "fault 4")
        counted.clock.advance(11)
        counted.fails.withLock { $0 = false }
        #expect(Self.id(source) == "AKID5")
    }

    /// A source that is asked by 32 threads and takes a second to fail would take half a minute.
    @Test
    func `After a failure the source rests a little`() {
        let counted = Counted(lifetime: 3_600)
        counted.fails.withLock { $0 = true }
        let source = counted.source()
        let found = Array(0..<8).concurrentMap { _ in Self.id(source) }
        #expect(Set(found) == ["fault 1"])
        counted.clock.advance(11)
        #expect(Self.id(source) == "fault 2")
    }

    @Test
    func `Credentials that a service rejects are fetched anew`() throws {
        let counted = Counted(lifetime: 3_600)
        let source = counted.source()
        let first = try source.credentials()
        source.discard(first)
        #expect(Self.id(source) == "AKID2")
        source.discard(first)
        #expect(Self.id(source) == "AKID2")
    }

    @Test
    func `Credentials that have expired already are an error`() {
        #expect(
            Self.id(Counted(lifetime: -5).source())
                == "AWS credentials: a test: they expired at 2026-03-07T01:40:00Z; renew them"
        )
    }
}
