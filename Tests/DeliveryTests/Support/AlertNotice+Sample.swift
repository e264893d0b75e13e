import Basics

@testable import Delivery

extension AlertNotice {
    /// A notice with something everywhere.
    static func sample(
        _ kind: Kind = .opened,
        level: Severity = .high,
        title: String = "web-prod-instance read secret prod/orders/mongodb from 45.83.64.11"
    ) -> AlertNotice {
        AlertNotice(
            id: 42,
            alert: 7,
            key: "8f14e45fceea167a5a36dedd4bea2543",
            kind: kind,
            title: title,
            level: level,
            rule: "Production secret read by somebody who is not declared",
            ruleID: "5f0c1c53-1f53-4f0e-9f55-0d3d5b6a7c01",
            reason: "web-prod-instance is none of the secret's readers.",
            basis: Basis(kind: .declared, lines: ["secrets.prod/orders/mongodb.readers"]),
            first: 1_772_848_421,
            last: 1_772_850_271,
            count: 5,
            facts: [
                Fact("account", "510000000001"), Fact("region", "eu-west-1"),
                Fact("secret", "prod/orders/mongodb"),
            ],
            evidence: [
                Evidence(
                    eventID: "2e8c9c6b",
                    time: 1_772_848_421,
                    text: "GetSecretValue prod/orders/mongodb from 45.83.64.11 ok"
                )
            ],
            covered: ["Secret read from outside its network"],
            response: "1. audit trace ASIAEXAMPLESTOLENWEB\n2. Rotate the secret.\n",
            references: [
                "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access.html"
            ],
            control: "secrets"
        )
    }

    /// A notice with a hostile text wherever one may come from a log.
    static func hostile(_ text: String) -> AlertNotice {
        var notice = sample(title: "\(text) read \(text)")
        notice.key = text
        notice.rule = text
        notice.ruleID = text
        notice.reason = "because of \(text)"
        notice.basis.lines = [text]
        notice.facts = [Fact(text, text), Fact("account", text), Fact("principal", text)]
        notice.evidence = [Evidence(eventID: text, time: 1_772_848_421, text: text)]
        notice.covered = [text]
        notice.response = text
        notice.references = ["https://example.com/\(text)", text]
        notice.control = text
        return notice
    }
}
