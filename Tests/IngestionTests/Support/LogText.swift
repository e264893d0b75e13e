import AuditTestSupport

/// Small logs for tests.
enum LogText {
    /// An event with the id `e1`, `e2`, …, some seconds after midnight, on one line.
    ///
    /// - parameters:
    ///   - number: Its number, from which all else comes.
    ///   - agent: Its user agent, as the inside of a JSON string.
    static func event(_ number: Int, agent: String = "test") -> String {
        let second = number % 86_400
        let time = [second / 3_600, second / 60 % 60, second % 60].map {
            $0 < 10 ? "0\($0)" : "\($0)"
        }
        return #"{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"#
            + #""arn:aws:iam::510000000001:user/u\#(number % 7)","accountId":"510000000001","#
            + #""accessKeyId":"AKIAEXAMPLE\#(number % 5)"},"#
            + #""eventTime":"2026-03-07T\#(time.joined(separator: ":"))Z","#
            + #""eventSource":"s3.amazonaws.com","eventName":"Get\#(number % 11)","#
            + #""awsRegion":"eu-west-1","sourceIPAddress":"10.0.0.\#(number % 13)","#
            + #""userAgent":"\#(agent)","eventID":"e\#(number)"}"#
    }

    /// A record without a time.
    static func timeless(_ number: Int) -> String { #"{"eventID":"t\#(number)"}"# }

    /// A log of some records.
    static func log(_ records: some Sequence<String>) -> [UInt8] {
        Array(#"{"Records":[\#(records.joined(separator: ","))]}"#.utf8)
    }

    /// A log of some events.
    static func log(_ numbers: some Sequence<Int>) -> [UInt8] {
        log(numbers.map { event($0) })
    }

    /// JSON Lines of some events.
    static func lines(_ numbers: some Sequence<Int>) -> [UInt8] {
        Array(numbers.map { event($0) + "\n" }.joined().utf8)
    }

    /// A compressed log of some events.
    static func gzip(_ numbers: some Sequence<Int>) -> [UInt8] { Gzip.compress(log(numbers)) }

    /// A digest file.
    static let digest = Array(
        (#"{"awsAccountId":"510000000001","digestStartTime":"2026-03-07T01:00:00Z","#
            + #""digestEndTime":"2026-03-07T02:00:00Z","digestS3Bucket":"b","digestS3Object":"k","#
            + #""newestEventTime":null,"oldestEventTime":null,"logFiles":[]}"#).utf8
    )
}
