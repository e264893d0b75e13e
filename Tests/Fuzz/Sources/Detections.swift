import CloudTrail
import Foundation

@testable import Detection
@testable import LinearRegex

/// An event that many rules are about.
let sampleEvent: Event? = try? Event(
    parsing: Array(
        #"""
        {"eventTime":"2026-03-07T01:40:05Z","eventID":"a1","eventSource":"iam.amazonaws.com",
        "eventName":"CreateUser","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.7",
        "userAgent":"aws-cli/2.0","recipientAccountId":"510000000001","errorCode":"AccessDenied",
        "userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::510000000001:user/ada",
        "userName":"ada","accountId":"510000000001","accessKeyId":"AKIAEXAMPLE"},
        "requestParameters":{"userName":"bo","list":[1,{"a":"b"},null,true]}}
        """#.utf8
    )
)

/// A rule file, and all that is done with one.
enum Rules {
    static func check(_ bytes: [UInt8]) {
        let set = RuleLoader().load(yaml: bytes, file: "rule.yml")
        for problem in set.rejected.flatMap(\.problems).map(\.description) {
            require(problem.hasPrefix("rule.yml") && !problem.contains("\n"), problem)
        }
        let matcher = RuleMatcher(RuleProgram(set))
        if let sampleEvent {
            let first = matcher.matches(sampleEvent)
            require(first == matcher.matches(sampleEvent), "the second answer is another")
            _ = matcher.observations(of: sampleEvent)
        }
        _ = RuleLint().findings(in: set)
        _ = RuleTestRunner().run(set)
    }
}

/// The condition of a rule, which is one again when it is written out.
enum Conditions {
    static func check(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let condition = try? ConditionParser.parse(text) else { return }
        let again = try? ConditionParser.parse(written(condition))
        require(again == condition, "\(text.debugDescription): \(condition)")
    }

    private static func written(_ condition: Condition) -> String {
        switch condition {
        case .or(let parts): parts.map { operand($0, of: condition) }.joined(separator: " or ")
        case .and(let parts): parts.map { operand($0, of: condition) }.joined(separator: " and ")
        case .not(let part): "not " + operand(part, of: condition)
        case .anyOf(let name): "1 of \(name)"
        case .allOf(let name): "all of \(name)"
        case .identifier(let name): name
        }
    }

    private static func operand(_ part: Condition, of whole: Condition) -> String {
        switch (part, whole) {
        case (.or, _), (.and, .not), (.and, .and), (.not, .not): "(\(written(part)))"
        default: written(part)
        }
    }
}

/// A pattern, a line break, and a text: the same with any memory, in linear time.
enum Regexes {
    static func check(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }
        guard let regex = try? LinearRegex(texts[0]) else { return }
        let text = texts.count > 1 ? texts[1] : texts[0]
        let steps = (text.utf8.count + 2) * (4 * regex.program.instructions.count + 8)
        var answers: Set<Bool> = []
        for memory in [0, 600, 1 << 20] {
            var matcher = LinearRegexMatcher(regex, memory: memory)
            answers.insert(matcher.matches(text))
            require(matcher.automaton.steps <= steps, "\(matcher.automaton.steps) steps")
            answers.insert(matcher.matches(text))
        }
        require(answers.count == 1, "memory changes the answer")
    }
}
