import AuditTestSupport
import Basics
import Testing

@testable import Delivery

struct NoticeTextTests {
    @Test
    func `A notice on standard output`() throws {
        let written = Locked("")
        let channel = StandardOutputChannel { text in written.withLock { $0 += text } }
        #expect(channel.deliver(.sample(), thread: nil) == .delivered(thread: nil))
        #expect(
            written.withLock { $0 } == """
                ALERT high: web-prod-instance read secret prod/orders/mongodb from 45.83.64.11
                  Reason      web-prod-instance is none of the secret's readers.
                  When        2026-03-07T01:53:41Z to 2026-03-07T02:24:31Z, 5 events
                  Account     510000000001
                  Region      eu-west-1
                  Secret      prod/orders/mongodb
                  Rule        Production secret read by somebody who is not declared
                              5f0c1c53-1f53-4f0e-9f55-0d3d5b6a7c01
                  Control     secrets
                  Basis       declared
                              secrets.prod/orders/mongodb.readers
                  Evidence
                    2026-03-07T01:53:41Z  2e8c9c6b  GetSecretValue prod/orders/mongodb from 45.83.64.11 ok
                  Covers      Secret read from outside its network
                  Response
                    1. audit trace ASIAEXAMPLESTOLENWEB
                    2. Rotate the secret.
                  References
                    https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access.html
                  Key         8f14e45fceea167a5a36dedd4bea2543


                """
        )
    }

    @Test(arguments: Hostile.texts)
    func `No text makes a line of its own or moves a cursor`(text: String) {
        var notice = AlertNotice.hostile(text)
        // Steps are lines by right.
        notice.response = "1. look"
        let block = NoticeText(notice: notice).block
        #expect(block.unicodeScalars.count { $0 == "\n" } == 20)
        #expect(!block.unicodeScalars.contains { $0 != "\n" && $0.isUnsafeToShow })
        #expect(block.utf8.count < 40_000)
    }

    @Test
    func `A failed write is retried`() {
        struct Full: Error {}
        let channel = StandardOutputChannel { _ in throw Full() }
        #expect(
            channel.deliver(.sample(), thread: nil)
                == .retry(reason: "cannot write to standard output", after: nil)
        )
    }
}
