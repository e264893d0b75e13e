import SecurityArchitecture
import Testing

@Suite struct NamePatternTests {
    @Test(
        arguments: [
            ("prod-web", "prod-*"), ("prod-web-*", "prod-*"), ("a", "aaaaaaaaa*"),
            ("ab*x*", "ab?"), ("ab*", "a*b*"), ("abc?", "ab*"),
        ]
    )
    func theFirstIsMoreSpecific(first: String, second: String) throws {
        let (first, second) = (try NamePattern(first), try NamePattern(second))
        #expect(first.isMoreSpecific(than: second))
        #expect(!second.isMoreSpecific(than: first))
    }

    @Test(
        arguments: [
            ("prod-*", "*-test", true), ("prod-*", "test-*", false), ("a?c", "abc", true),
            ("a?c", "ab", false), ("*", "*", true), ("*a*b*", "b*a", true), ("a*b", "a*c", false),
            ("", "*", false), ("a\\*", "a*", true), ("a\\*", "ab", false), ("??", "a*", true),
        ]
    )
    func overlapHasAWitness(first: String, second: String, overlaps: Bool) throws {
        guard !first.isEmpty else { return }
        let (first, second) = (try NamePattern(first), try NamePattern(second))
        let name = first.overlap(with: second)
        #expect((name != nil) == overlaps)
        if let name { #expect(first.matches(name) && second.matches(name)) }
    }

    @Test func overlapAgreesWithTryingAllNames() throws {
        // All names of up to five letters out of two, against all patterns of up to four tokens.
        var names: [String] = [""]
        for _ in 0..<5 { names += names.flatMap { [$0 + "a", $0 + "b"] } }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let texts = (0..<2).map { _ in
                String((0..<4).map { _ in "ab*?".randomElement(using: &random) ?? "a" })
            }
            let (first, second) = (try NamePattern(texts[0]), try NamePattern(texts[1]))
            let isMet = names.contains { first.matches($0) && second.matches($0) }
            let name = first.overlap(with: second)
            if let name {
                #expect(first.matches(name) && second.matches(name), "\(texts) \(name)")
            } else {
                #expect(!isMet, "\(texts)")
            }
        }
    }
}

@Suite struct PrincipalPatternTests {
    static let deploy = Principal(role: "arn:aws:iam::510000000001:role/ci/deploy-prod")
    static let plain = Principal(role: "arn:aws:iam::510000000001:role/deploy-prod")
    static let user = Principal(
        .user,
        name: "backup",
        arn: "arn:aws:iam::510000000001:user/backup",
        accountID: "510000000001"
    )

    @Test(
        arguments: [
            ("deploy-prod", true), ("deploy-*", true), ("Deploy-prod", false), ("deploy", false),
            ("role/deploy-prod", true), ("user/deploy-prod", false),
            ("arn:aws:iam::510000000001:role/ci/deploy-prod", true),
            ("arn:aws:iam::*:role/ci/*", true), ("arn:aws:iam::520000000002:role/*", false),
            ("510000000001", true), ("520000000002", false), ("lambda.amazonaws.com", false),
        ]
    )
    func roleIsMeant(text: String, isMeant: Bool) throws {
        #expect(try PrincipalPattern(text).matches(Self.deploy) == isMeant)
    }

    @Test func aPathIsNotRequiredOfASessionWithoutOne() throws {
        let pattern = try PrincipalPattern("arn:aws:iam::510000000001:role/ci/deploy-prod")
        #expect(pattern.matches(Self.plain))
        #expect(!pattern.matches(Principal(role: "arn:aws:iam::510000000001:role/x/deploy-prod")))
    }

    @Test func usersAreNamedAsUsers() throws {
        #expect(try PrincipalPattern("user/backup").matches(Self.user))
        #expect(try !PrincipalPattern("backup").matches(Self.user))
        #expect(try PrincipalPattern("arn:aws:iam::510000000001:user/*").matches(Self.user))
    }
}
