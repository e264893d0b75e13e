import Basics

/// Collects the records of one part of the story.
struct SampleTape {
    /// A record, and what its delivery depends on.
    struct Entry: Sendable {
        let time: SampleTime
        let account: SampleAccount
        let region: String
        let eventID: String
        let json: [UInt8]
    }

    private(set) var entries: [Entry] = []
    var random: SplitMix64
    /// The rotations that decide which version of a secret is current.
    let rotations: [SampleRotation]

    init(_ logs: SampleLogs, part: String) {
        random = SplitMix64(seed: logs.seed, part: part)
        rotations = logs.scheduledRotations
    }

    /// Gives the event its ids and keeps it.
    mutating func record(_ event: SampleEvent) {
        let eventID = random.uuid()
        let requestID =
            event.requestID
            ?? (event.service == "s3"
                ? random.text(16, of: "ABCDEFGHJKMNPQRSTVWXYZ0123456789") : random.uuid())
        let record = event.record(eventID: eventID, requestID: requestID)
        entries.append(
            Entry(
                time: event.time,
                account: event.recipient,
                region: event.region,
                eventID: eventID,
                json: record.bytes
            )
        )
    }

    /// Records a plain call.
    mutating func call(
        _ action: String,
        at time: SampleTime,
        by caller: SampleCaller,
        in region: String? = nil,
        request: JSONText = .null,
        response: JSONText = .null,
        resources: [JSONText] = []
    ) {
        record(
            SampleEvent(
                action,
                at: time,
                by: caller,
                in: region,
                request: request,
                response: response,
                resources: resources
            )
        )
    }

    /// Records a call of EC2 that changes something: its response repeats the request's id.
    mutating func change(
        _ action: String,
        at time: SampleTime,
        by caller: SampleCaller,
        request: JSONText,
        response: [(String, JSONText)] = []
    ) {
        var event = SampleEvent(action, at: time, by: caller, request: request)
        let requestID = random.uuid()
        event.requestID = requestID
        event.response = .object([("requestId", .text(requestID))] + response)
        record(event)
    }

    /// Records what STS writes when it issues credentials, and returns the access key.
    @discardableResult
    mutating func issue(
        _ role: SampleRole,
        session: String,
        to caller: SampleCaller,
        at time: SampleTime,
        seconds: Int? = nil,
        in region: String? = nil,
        sharedEventID: String? = nil
    ) -> String {
        let key = random.temporaryKey()
        issue(
            key,
            of: role,
            session: session,
            to: caller,
            at: time,
            seconds: seconds,
            in: region,
            sharedEventID: sharedEventID
        )
        return key
    }

    /// The same for a key that is known beforehand.
    mutating func issue(
        _ key: String,
        of role: SampleRole,
        session: String,
        to caller: SampleCaller,
        at time: SampleTime,
        seconds: Int? = nil,
        in region: String? = nil,
        sharedEventID: String? = nil
    ) {
        // EC2 renews its credentials about every six hours; others last an hour unless asked.
        let isInstance = caller.address == "ec2.amazonaws.com"
        let lifetime = seconds ?? (isInstance ? 6 * 3600 + 1200 : 3600)
        var request: [(String, JSONText)] = [
            ("roleArn", .text(role.arn)), ("roleSessionName", .text(session)),
        ]
        if let seconds { request.append(("durationSeconds", JSONText(seconds))) }
        var event = SampleEvent(
            "sts:AssumeRole",
            at: time,
            by: caller,
            in: region,
            request: .object(request),
            response: .object(
                [("credentials", Self.credentials(key, until: time + lifetime))]
                    + [("assumedRoleUser", Self.user(of: role, session: session))]
            ),
            resources: [role.resource]
        )
        event.sharedEventID = sharedEventID ?? (caller.isService ? random.uuid() : nil)
        record(event)
    }

    static func credentials(_ key: String, until time: SampleTime) -> JSONText {
        [
            "accessKeyId": .text(key), "sessionToken": "REDACTED",
            "expiration": .text(time.localeText),
        ]
    }

    static func user(of role: SampleRole, session: String) -> JSONText {
        [
            "assumedRoleId": "\(role.id):\(session)", "arn": .text(role.sessionARN(session)),
        ]
    }

    /// Records a read of a secret, and KMS's record of the decryption behind it.
    mutating func readSecret(
        _ secret: SampleSecret,
        as secretID: String,
        at time: SampleTime,
        by caller: SampleCaller,
        decrypt: Bool,
        stage: String? = nil
    ) {
        var request: [(String, JSONText)] = [("secretId", .text(secretID))]
        if let stage { request.append(("versionStage", .text(stage))) }
        call("secretsmanager:GetSecretValue", at: time, by: caller, request: .object(request))
        guard decrypt else { return }
        useSecretsKey(
            "kms:Decrypt",
            for: secret,
            version: secret.version(at: time, given: rotations),
            at: time,
            by: caller
        )
    }

    /// Records how Secrets Manager uses its key on behalf of the caller.
    mutating func useSecretsKey(
        _ action: String,
        for secret: SampleSecret,
        version: String,
        at time: SampleTime,
        by caller: SampleCaller
    ) {
        let context: JSONText = [
            "SecretARN": .text(secret.arn), "SecretVersionId": .text(version),
        ]
        let request: JSONText =
            action == "kms:Decrypt"
            ? ["encryptionAlgorithm": "SYMMETRIC_DEFAULT", "encryptionContext": context]
            : [
                "keyId": "alias/aws/secretsmanager", "keySpec": "AES_256",
                "encryptionContext": context,
            ]
        let service = caller.forwarded(
            by: "secretsmanager.amazonaws.com",
            key: random.temporaryKey()
        )
        call(
            action,
            at: time,
            by: service,
            request: request,
            resources: [Self.key(secret.account.secretsKey, in: secret.account)]
        )
    }

    static func key(_ arn: String, in account: SampleAccount) -> JSONText {
        ["accountId": .text(account.id), "type": "AWS::KMS::Key", "ARN": .text(arn)]
    }
}
