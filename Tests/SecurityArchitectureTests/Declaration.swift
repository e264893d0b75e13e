import Basics
import CloudTrail
import SecurityArchitecture
import StrictYAML

/// Reads a declaration out of a test.
func architecture(_ yaml: String) throws -> Architecture {
    try Architecture(yaml: Array(yaml.utf8), file: "audit.yaml")
}

/// The problems of a declaration; empty where it has none.
func problems(_ yaml: String) -> [String] {
    problems(Array(yaml.utf8))
}

func problems(_ yaml: [UInt8]) -> [String] {
    do throws(ArchitectureErrors) {
        _ = try Architecture(yaml: yaml, file: "audit.yaml")
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

/// Makes an event out of its fields; those that all need are filled in.
func event(_ fields: String) throws -> Event {
    let text =
        #"{"eventTime":"2026-03-02T09:00:00Z","awsRegion":"eu-west-1","#
        + #""recipientAccountId":"510000000001","# + fields + "}"
    return try Event(parsing: Array(text.utf8))
}

/// `userIdentity` of a role's session.
func role(_ name: String, session: String = "run-1", account: String = "510000000001") -> String {
    #""userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:\#(session)","#
        + #""arn":"arn:aws:sts::\#(account):assumed-role/\#(name)/\#(session)","#
        + #""accountId":"\#(account)","accessKeyId":"ASIAEXAMPLE0000000001","sessionContext":{"#
        + #""sessionIssuer":{"type":"Role","arn":"arn:aws:iam::\#(account):role/\#(name)","#
        + #""accountId":"\#(account)","userName":"\#(name)"},"#
        + #""attributes":{"creationDate":"2026-03-02T08:59:00Z","mfaAuthenticated":"false"}}}"#
}

/// A time in UTC.
func time(_ text: String) -> EventTime {
    EventTime(text) ?? EventTime(seconds: -1)
}
