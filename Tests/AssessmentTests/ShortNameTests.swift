import Testing

@testable import Assessment

struct ShortNameTests {
    @Test(arguments: [
        ("kms.amazonaws.com", "kms"), ("ec2.amazonaws.com.cn", "ec2.amazonaws.com.cn"),
        ("example.com", "example.com"), ("", ""),
    ])
    func `A service loses what all of them have`(host: String, expected: String) {
        #expect(ShortName.service(host) == expected)
    }

    @Test(arguments: [
        ("arn:aws:iam::510000000001:user/ben", "user/ben"),
        ("arn:aws:iam::510000000001:role/ci/build/deploy-prod", "role/deploy-prod"),
        ("arn:aws:sts::510000000001:assumed-role/web/i-0c0f", "web/i-0c0f"),
        ("arn:aws:sts::510000000001:federated-user/ann", "ann"),
        ("arn:aws:iam::510000000001:root", "root"), ("ec2.amazonaws.com", "ec2"),
        ("arn:aws:iam::510000000001:", "arn:aws:iam::510000000001:"), ("arn:aws", "arn:aws"),
        ("anonymous", "anonymous"), ("", ""), ("arn:aws:iam::510000000001:/", "/"),
    ])
    func `A principal is its kind and its name`(arn: String, expected: String) {
        #expect(ShortName.principal(arn) == expected)
    }

    @Test(arguments: [
        ("arn:aws:secretsmanager:eu-west-1:510000000001:secret:prod/db-AbCdEf", "prod/db-AbCdEf"),
        ("arn:aws:ssm:eu-west-1:510000000001:parameter/prod/smtp", "/prod/smtp"),
        ("arn:aws:s3:::acme-audit-logs", "acme-audit-logs"),
        ("arn:aws:s3:::bucket/a:b", "bucket/a:b"),
        ("arn:aws:kms:eu-west-1:510000000001:key/6d3be109", "key/6d3be109"),
        ("arn:aws:cloudtrail:eu-west-1:510000000001:trail/acme", "acme"),
        ("prod/orders/mongodb", "prod/orders/mongodb"), ("", ""),
    ])
    func `A resource is what its service calls it`(arn: String, expected: String) {
        #expect(ShortName.resource(arn) == expected)
    }
}
