import Basics
import Testing

@testable import AuditIndex

struct TextPatternTests {
    private static let role = "arn:aws:iam::510000000001:role/ci/deploy-prod"
    private static let secret =
        "arn:aws:secretsmanager:eu-west-1:510000000001:secret:prod/orders/mongodb-AbCdEf"

    @Test(arguments: [
        (role, role), ("deploy-prod", role), ("DEPLOY-*", role), ("role/ci/*", role),
        ("ci/deploy-prod", role), ("arn:aws:iam::*:role/ci/*", role),
        ("prod/orders/*", secret), ("mongodb-AbCdEf", secret), ("secret:prod/*", secret),
        ("orders/mongodb-*", secret),
        ("session", "arn:aws:sts::510000000001:assumed-role/name/session"),
        ("s3", "s3.amazonaws.com"), ("s3.amazonaws.com", "s3.amazonaws.com"),
        ("mongodb", "prod/orders/mongodb"), ("prod/orders/mongodb", "prod/orders/mongodb"),
        ("root", "arn:aws:iam::510000000001:root"), ("bucket", "arn:aws:s3:::bucket"),
        ("key.txt", "arn:aws:s3:::bucket/a/key.txt"),
        ("a/key.txt", "arn:aws:s3:::bucket/a/key.txt"),
    ])
    func `A glob finds a whole text or the name in it`(pattern: String, text: String) throws {
        let glob = TextPattern.glob(try Glob(pattern, caseInsensitive: true))
        #expect(glob.matches(text))
    }

    @Test(arguments: [
        ("deploy", role), ("prod", role), ("ci", role), ("510000000001", role),
        ("prod/orders", secret), ("mongodb", secret), ("s3", "s3-outposts.amazonaws.com"),
        ("amazonaws.com", "s3.amazonaws.com"), ("prod", "prod/orders/mongodb"),
        ("x", "arn:"), ("x", "arn:aws:x"), ("x", ""),
    ])
    func `A glob finds no mere part`(pattern: String, text: String) throws {
        let glob = TextPattern.glob(try Glob(pattern, caseInsensitive: true))
        #expect(!glob.matches(text))
    }

    @Test
    func `An exact text is that text and nothing else`() {
        #expect(TextPattern.exactly("A/b").matches("A/b"))
        for text in ["a/b", "b", "A/b ", "", "x:A/b"] {
            #expect(!TextPattern.exactly("A/b").matches(text))
        }
    }

    @Test(arguments: [
        ("10.1.2.3", true), ("::ffff:10.1.2.3", true), ("11.0.0.1", false),
        ("AWS Internal", false), ("s3.amazonaws.com", false), ("10.1.2.3.4", false), ("", false),
    ])
    func `A network contains addresses only`(text: String, isInside: Bool) throws {
        #expect(TextPattern.network(try CIDRBlock("10.0.0.0/8")).matches(text) == isInside)
    }
}
