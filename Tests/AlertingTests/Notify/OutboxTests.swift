import Alerting
import AuditIndex
import AuditTestSupport
import Testing

@testable import Delivery

/// Messages wait until they have arrived, or are given up.
@Suite struct OutboxTests {
    private static let now: Int64 = 1_772_848_421
    private static let schedule = RetrySchedule(wait: 60, attempts: 3, patience: 86_400)

    private struct Post {
        let index: AuditDatabase

        static func with(_ body: (Post) throws -> Void) throws {
            try TemporaryFolder.with { folder in
                try body(Post(index: try AuditDatabase.openForWriting(folder.path("audit.db"))))
            }
        }

        func enqueue(_ channel: String, key: String = "key", notice: String? = nil) throws {
            let sample = AlertNotice(
                id: 42,
                alert: 7,
                key: key,
                kind: .opened,
                title: "web-prod-instance read secret prod/orders/mongodb from 45.83.64.11",
                level: .high,
                rule: "Production secret read by an undeclared reader",
                reason: "web-prod-instance is none of the secret's readers.",
                first: now,
                last: now,
                count: 1
            )
            let text = try notice ?? String(decoding: sample.json(), as: UTF8.self)
            try index.evaluate { store in
                try store.enqueue(
                    OutboxEntry(
                        alert: nil,
                        key: key,
                        kind: "opened",
                        channel: channel,
                        notice: text,
                        created: now
                    )
                )
            }
        }

        func send(_ channels: [FakeChannel], at time: Int64 = now) throws -> Outbox.Report {
            try Outbox(
                index: index,
                channels: channels.map { DeliverySettings.Entry($0) },
                schedule: schedule
            ).send(now: time)
        }

        func counts() throws -> [Int] {
            let counts = try index.readAlerts { store in try store.outboxCounts() }
            return [counts.waiting, counts.failed]
        }

        func due(_ time: Int64) throws -> [OutboxEntry] {
            try index.readAlerts { store in
                try store.dueMessages(now: time).compactMap { try store.message($0.id) }
            }
        }
    }

    @Test func aMessageIsDeliveredOnce() throws {
        try Post.with { post in
            let channel = FakeChannel()
            try post.enqueue("fake")
            #expect(try post.send([channel]).delivered == 1)
            #expect(try post.send([channel], at: Self.now + 90_000) == Outbox.Report())
            #expect(channel.requests.count == 1)
            // The number of the message is what tells it from others.
            #expect(channel.notices.map(\.id) == [1])
            #expect(try post.counts() == [0, 0])
        }
    }

    @Test func oneThatDoesNotArriveIsSentAgainWhenItIsDue() throws {
        try Post.with { post in
            let channel = FakeChannel(answers: [.retry(reason: "no answer", after: nil)])
            try post.enqueue("fake")
            let first = try post.send([channel])
            #expect(first.postponed == ["fake: no answer"] && first.delivered == 0)
            let next = try #require(try post.due(.max).first?.nextAttempt)
            #expect((Self.now + 30...Self.now + 60).contains(next))
            #expect(try post.send([channel], at: next - 1) == Outbox.Report())
            #expect(try post.send([channel], at: next).delivered == 1)
            #expect(channel.requests.count == 2)
            #expect(channel.notices[0] == channel.notices[1])
        }
    }

    @Test func whatTheOtherSideAsksForIsKept() throws {
        try Post.with { post in
            let channel = FakeChannel(answers: [.retry(reason: "busy", after: 900)])
            try post.enqueue("fake")
            _ = try post.send([channel])
            #expect(try post.due(Self.now + 899).isEmpty)
            #expect(try post.due(Self.now + 960).count == 1)
        }
    }

    @Test func itIsGivenUpInTheEnd() throws {
        try Post.with { post in
            let down = Array(
                repeating: DeliveryOutcome.retry(reason: "down", after: nil),
                count: 9
            )
            let channel = FakeChannel(answers: down)
            try post.enqueue("fake")
            var report = Outbox.Report()
            for round in 0..<5 as Range<Int64> {
                report = try post.send([channel], at: Self.now + round * 3_600)
                if !report.failures.isEmpty { break }
            }
            #expect(report.failures == ["fake: down; given up after 3 attempts"])
            #expect(channel.requests.count == 3)
            #expect(try post.counts() == [0, 1])
            #expect(try post.send([channel], at: Self.now + 86_400) == Outbox.Report())
        }
    }

    @Test func rejectedMessagesAreNotRetried() throws {
        try Post.with { post in
            let channel = FakeChannel(answers: [.rejected(reason: "no such room")])
            try post.enqueue("fake")
            try post.enqueue("fake", key: "other")
            let report = try post.send([channel])
            #expect(report.failures == ["fake: no such room"])
            // The next message has its own chance.
            #expect(report.delivered == 1)
            #expect(try post.counts() == [0, 1])
        }
    }

    @Test func unreadableMessagesAreGivenUp() throws {
        try Post.with { post in
            let channel = FakeChannel()
            try post.enqueue("fake", notice: "{")
            try post.enqueue("fake")
            let report = try post.send([channel])
            #expect(report.failures == ["fake: it cannot be read"])
            #expect(report.delivered == 1)
        }
    }

    @Test func messagesOfAChannelThatIsGoneWait() throws {
        try Post.with { post in
            let channel = FakeChannel()
            try post.enqueue("old")
            try post.enqueue("fake")
            let report = try post.send([channel])
            #expect(report.orphans == ["old"] && report.delivered == 1)
            #expect(try post.counts() == [1, 0])
            // They are sent when it is set up again.
            let old = FakeChannel("old")
            #expect(try post.send([channel, old]).delivered == 1)
            #expect(old.requests.count == 1)
        }
    }

    @Test func oneThatIsDownIsAskedOnceARun() throws {
        try Post.with { post in
            let down = FakeChannel("down", answers: [.retry(reason: "down", after: nil)])
            let up = FakeChannel("up")
            for number in 1...3 {
                try post.enqueue("down", key: "k\(number)")
                try post.enqueue("up", key: "k\(number)")
            }
            let report = try post.send([down, up])
            #expect(down.requests.count == 1 && up.requests.count == 3)
            #expect(report.postponed == ["down: down"] && report.delivered == 3)
            // The others have lost no attempt, and are sent as soon as it is up.
            #expect(try post.due(Self.now).map(\.attempts) == [0, 0])
            #expect(try post.send([down, up], at: Self.now + 60).delivered == 3)
            #expect(down.notices.map(\.key) == ["k1", "k1", "k2", "k3"])
        }
    }

    @Test func oneThatIsDownIsAskedOnceARunThoughAMessageIsGivenUp() throws {
        try Post.with { post in
            let answer = DeliveryOutcome.retry(reason: "down", after: nil)
            let down = FakeChannel("down", answers: [answer, answer])
            for number in 1...3 { try post.enqueue("down", key: "k\(number)") }
            let report = try post.send([down], at: Self.now + 100_000)
            #expect(report.failures.count == 1)
            #expect(down.requests.count == 1)
        }
    }

    @Test func laterMessagesStandBeneathTheFirst() throws {
        try Post.with { post in
            let answers = [DeliveryOutcome.delivered(thread: "t1"), .delivered(thread: "t2")]
            let channel = FakeChannel(answers: answers)
            let other = FakeChannel("other")
            try post.enqueue("fake", key: "a")
            _ = try post.send([channel, other])
            try post.enqueue("fake", key: "a")
            try post.enqueue("fake", key: "a")
            try post.enqueue("fake", key: "b")
            try post.enqueue("other", key: "a")
            _ = try post.send([channel, other])
            #expect(channel.requests.map(\.thread) == [nil, "t1", "t1", nil])
            // A thread is one channel's own.
            #expect(other.requests.map(\.thread) == [nil])
        }
    }
}
