import Basics

extension SampleLogs {
    /// The one user with a static key: takes snapshots in staging each night.
    static let backupUser = "backup-svc"

    static func backupKey() -> String {
        var random = SplitMix64.named("staging/user/backup-svc/key")
        return random.permanentKey()
    }

    func backUp(on day: Int, tape: inout SampleTape) {
        let account = SampleAccount.staging
        let caller = SampleCaller(
            identity: .user(Self.backupUser, in: account, key: Self.backupKey()),
            account: account,
            address: account.natAddress,
            userAgent: "Boto3/1.26.90 Python/3.9.21 Linux/4.14.355-271.569.amzn2.x86_64 "
                + "Botocore/1.29.90"
        )
        let time = SampleTime.at(day: day, 4, 16, tape.random.int(0...59))
        let volume: JSONText = .text(account.resource("vol-0", "mongodb", digits: 16))
        tape.call(
            "ec2:DescribeVolumes",
            at: time,
            by: caller,
            request: ["volumeSet": .items(["volumeId": volume]), "filterSet": [:]]
        )
        tape.change(
            "ec2:CreateSnapshot",
            at: time + 2,
            by: caller,
            request: ["volumeId": volume, "description": "nightly"],
            response: [
                ("snapshotId", "snap-0\(tape.random.hex(16))"), ("volumeId", volume),
                ("status", "pending"), ("startTime", JSONText((time.seconds + 2) * 1000)),
                ("ownerId", .text(account.id)), ("volumeSize", "40"), ("encrypted", true),
                ("description", "nightly"),
            ]
        )
        tape.call(
            "ec2:DescribeSnapshots",
            at: time + 5,
            by: caller,
            request: [
                "maxResults": 100, "snapshotSet": [:],
                "ownersSet": .items(["owner": "self"]), "sharedUsersSet": [:],
                "filterSet": [:],
            ]
        )
    }
}
