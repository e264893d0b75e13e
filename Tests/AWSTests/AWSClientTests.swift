import Basics
import HTTP
import Testing

@testable import AWS

/// What a client makes of errors.
struct AWSClientTests {
    static func failure(
        _ fake: FakeAWS,
        clock: FakeClock = FakeClock(),
        source: AWSCredentialSource? = nil
    ) throws -> AWSServiceFault {
        let client = try SQSTests.client(fake, source: source, clock: clock)
        let queue = try SQSQueue(url: QueueURL(SQSTests.url), client: client)
        return try #require(
            #expect(throws: AWSServiceFault.self) { _ = try queue.receive(wait: 0) }
        )
    }

    @Test(
        arguments: [
            (
                .status(
                    400,
                    #"{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "none"}"#
                ),
                .missing,
                "SQS ReceiveMessage in eu-central-1: QueueDoesNotExist: none; there is no queue "
                    + "https://sqs.eu-central-1.amazonaws.com/111122223333/audit; check the URL, the "
                    + "account and the region"
            ),
            (
                .status(
                    403,
                    #"{"__type": "com.amazon.coral.service#AccessDeniedException", "Message": "No."}"#
                ),
                .denied,
                "SQS ReceiveMessage in eu-central-1: AccessDeniedException: No.; allow "
                    + "sqs:ReceiveMessage on the queue audit (and kms:Decrypt on its key, if it has one)"
            ),
            (
                .status(403, #"{"__type": "InvalidClientTokenId", "message": "\u001b[2J\n"}"#),
                .credentials,
                "SQS ReceiveMessage in eu-central-1: InvalidClientTokenId: \\u{1b}[2J\\n; the "
                    + "credentials are from the caller"
            ),
            (
                .status(400, "<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>"),
                .rejected, "SQS ReceiveMessage in eu-central-1: X"
            ),
            (
                .status(403, "<!DOCTYPE html><html><body>Blocked by policy</body></html>"),
                .network,
                "SQS ReceiveMessage in eu-central-1: answered 403, but not as AWS does; a proxy or "
                    + "another server may be in between"
            ),
            (
                .ok("<html/>"), .network,
                "SQS ReceiveMessage in eu-central-1: the answer is not JSON"
            ),
        ] as [(HTTPAnswer, AWSServiceFault.Kind, String)]
    )
    func `An error says what is missing`(
        answer: HTTPAnswer,
        kind: AWSServiceFault.Kind,
        expected: String
    ) throws {
        let fake = FakeAWS { _ in answer }
        let fault = try Self.failure(fake)
        #expect(fault.description == expected)
        #expect(fault.kind == kind)
        #expect(fake.requests.count == 1)
    }

    @Test(
        arguments: [
            .status(500, #"{"__type": "InternalFailure"}"#),
            .status(503, "<html>"), .status(429),
            .status(400, #"{"__type": "ThrottlingException"}"#),
            .status(400, #"{"__type": "RequestTimeout"}"#), nil,
        ] as [HTTPAnswer?]
    )
    func `What may succeed later is tried three times`(answer: HTTPAnswer?) throws {
        let (fake, clock) = (FakeAWS { _ in answer }, FakeClock())
        let fault = try Self.failure(fake, clock: clock)
        #expect(fault.isTransient)
        #expect(fake.requests.count == 3)
        #expect(clock.waits == [1, 2])
        let count = Locked(0)
        let healed = FakeAWS { _ in
            count.withLock { count in
                count += 1
                return count < 3 ? answer : .ok("{}")
            }
        }
        let client = try SQSTests.client(healed, clock: clock)
        #expect(try SQSQueue(url: QueueURL(SQSTests.url), client: client).receive(wait: 0).isEmpty)
    }

    @Test
    func `A clock that is off is corrected by the answer, once`() throws {
        let date = "Sat, 07 Mar 2026 03:00:00 GMT"
        let fake = FakeAWS { request in
            let isRight = request.header("x-amz-date") == "20260307T030000Z"
            let answer = #"{"__type": "InvalidSignatureException", "message": "expired"}"#
            return isRight ? .ok("{}") : .status(403, answer, headers: [("Date", date)])
        }
        let client = try SQSTests.client(fake)
        let queue = try SQSQueue(url: QueueURL(SQSTests.url), client: client)
        #expect(try queue.receive(wait: 0).isEmpty)
        #expect(try queue.receive(wait: 0).isEmpty)
        #expect(fake.requests.count == 3)
        let wrong = FakeAWS { _ in
            .status(403, #"{"__type": "InvalidSignatureException"}"#, headers: [("Date", date)])
        }
        #expect(try Self.failure(wrong).kind == .credentials)
        #expect(wrong.requests.count == 2)
    }

    @Test
    func `Credentials that have expired are replaced, once`() throws {
        let count = Locked(0)
        let source = AWSCredentialSource(origin: "a test", clock: FakeClock().clock) {
            let number = count.withLock { count in
                count += 1
                return count
            }
            return AWSCredentials(
                accessKeyID: "AKID\(number)",
                secretAccessKey: HiddenText("EXAMPLESECRET")
            )
        }
        let fake = FakeAWS { _ in .status(403, #"{"__type": "ExpiredTokenException"}"#) }
        let fault = try Self.failure(fake, source: source)
        #expect(
            fault.description == "SQS ReceiveMessage in eu-central-1: ExpiredTokenException; the "
                + "credentials from a test have expired; renew them"
        )
        let used = fake.requests.map { $0.header("authorization")?.prefix(33).suffix(5) }
        #expect(used == ["AKID1", "AKID2"])
    }

    @Test
    func `The caller's identity is found`() throws {
        let fake = FakeAWS { _ in
            .ok(
                """
                <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/a</Arn>
                <UserId>x</UserId><Account>1</Account></GetCallerIdentityResult>
                </GetCallerIdentityResponse>
                """
            )
        }
        let identity = try SQSTests.client(fake).callerIdentity()
        #expect(identity == AWSCallerIdentity(account: "1", arn: "arn:aws:iam::1:user/a"))
        #expect(fake.requests[0].form == ["Action": "GetCallerIdentity", "Version": "2011-06-15"])
    }
}
