import Basics

/// Records for tests, in their several spellings.
enum SampleRecord {
    /// A small event with the id `e1`, `e2`, …, on one line.
    static func event(_ number: Int, padding: Int = 0) -> String {
        let filler =
            padding > 0 ? #","userAgent":"\#(String(repeating: "x", count: padding))""# : ""
        return #"{"eventVersion":"1.08","userIdentity":{"type":"AWSService","invokedBy":"#
            + #""ec2.amazonaws.com"},"eventTime":"2026-03-07T01:40:\#(twoDigits(number % 60))Z","#
            + #""eventSource":"sts.amazonaws.com","eventName":"AssumeRole\#(number)","#
            + #""requestParameters":null,"readOnly":true,"list":[1,-2.5e3,"a\"}]{[b",{"c":[]}],"#
            + #""eventID":"e\#(number)"\#(filler)}"#
    }

    static func events(_ numbers: ClosedRange<Int>, separator: String = ",") -> String {
        numbers.map { event($0) }.joined(separator: separator)
    }

    /// `{"Records":[…]}` on one line.
    static func log(_ numbers: ClosedRange<Int>) -> String {
        #"{"Records":[\#(events(numbers))]}"#
    }

    /// An item of `aws cloudtrail lookup-events`.
    static func lookupItem(_ number: Int) -> String {
        #"{"EventId":"x","EventName":"AssumeRole","ReadOnly":"true","#
            + #""EventTime":"2022-02-08 09:23:37+11:00","Resources":[],"#
            + #""CloudTrailEvent":"\#(escaped(event(number)))"}"#
    }

    /// An EventBridge event.
    static func eventBridge(_ number: Int) -> String {
        #"{"version":"0","id":"b","detail-type":"AWS API Call via CloudTrail","#
            + #""source":"aws.sts","account":"510000000001","time":"2026-03-07T02:00:00Z","#
            + #""region":"eu-west-1","resources":[],"detail":\#(event(number))}"#
    }

    /// An element of a CloudWatch Logs subscription's `logEvents`.
    static func logEvent(_ message: String) -> String {
        #"{"id":"3","timestamp":1772847605000,"message":"\#(escaped(message))"}"#
    }

    static let digest =
        #"{"awsAccountId":"510000000001","digestStartTime":"2026-03-07T01:00:00Z","#
        + #""digestEndTime":"2026-03-07T02:00:00Z","digestS3Bucket":"b","digestS3Object":"k","#
        + #""newestEventTime":null,"oldestEventTime":null,"previousDigestS3Bucket":null,"#
        + #""logFiles":[]}"#

    static let insight =
        #"{"eventVersion":"1.08","eventTime":"2026-03-07T01:40:05Z","awsRegion":"eu-west-1","#
        + #""eventID":"insight","eventType":"AwsCloudTrailInsight","#
        + #""recipientAccountId":"510000000001","sharedEventID":"s","insightDetails":"#
        + #"{"state":"Start","eventSource":"ssm.amazonaws.com","#
        + #""eventName":"UpdateInstanceInformation","insightType":"ApiCallRateInsight","#
        + #""insightContext":{"statistics":{"baseline":{"average":9.82222E-5}}}},"#
        + #""eventCategory":"Insight"}"#

    static let networkActivity =
        #"{"eventVersion":"1.09","userIdentity":{"type":"AWSAccount","#
        + #""principalId":"AKIAIOSFODNN7EXAMPLE","accountId":"510000000002"},"#
        + #""eventTime":"2026-03-07T01:40:05Z","eventSource":"kms.amazonaws.com","#
        + #""eventName":"ListKeys","awsRegion":"eu-west-1","sourceIPAddress":"10.0.0.1","#
        + #""errorCode":"VpceAccessDenied","errorMessage":"The request was denied","#
        + #""requestID":"r","eventID":"network","eventType":"AwsVpceEvent","#
        + #""recipientAccountId":"510000000001","vpcEndpointId":"vpce-1","#
        + #""vpcEndpointAccountId":"510000000001","eventCategory":"NetworkActivity"}"#

    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }

    /// The same JSON on many lines, the order of keys kept.
    static func pretty(_ json: String, newline: String = "\n") -> String {
        var text = ""
        var depth = 0
        var isInString = false
        var isEscaped = false
        func line() -> String { newline + String(repeating: "    ", count: depth) }
        for character in json.unicodeScalars {
            if isInString {
                text.unicodeScalars.append(character)
                if !isEscaped, character == "\"" { isInString = false }
                isEscaped = character == "\\" && !isEscaped
                continue
            }
            switch character {
            case "\"":
                isInString = true
                text += "\""
            case "{", "[":
                depth += 1
                text += String(character) + line()
            case "}", "]":
                depth -= 1
                text += line() + String(character)
            case ",": text += "," + line()
            case ":": text += " : "
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }

    private static func twoDigits(_ number: Int) -> String { "\(number / 10)\(number % 10)" }
}
