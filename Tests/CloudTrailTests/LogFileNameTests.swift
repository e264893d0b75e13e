import CloudTrail
import Testing

struct LogFileNameTests {
    private static let file =
        "510000000001_CloudTrail_eu-west-1_20260307T0145Z_Ab3dEf6hIj9kLm2n.json.gz"

    @Test(arguments: [
        file, "/data/\(file)", "AWSLogs/510000000001/CloudTrail/eu-west-1/2026/03/07/\(file)",
        "prefix/of/mine/AWSLogs/510000000001/CloudTrail/eu-west-1/2026/03/07/\(file)", "./\(file)",
        "510000000001_CloudTrail_eu-west-1_20260307T0145Z_x.json", "AWSLogs/\(file)",
        "510000000001_CloudTrail-Insight_eu-west-1_20260307T0145Z_x.json.gz",
        "AWSLogs/510000000001/CloudTrail-NetworkActivity/eu-west-1/2026/03/07/"
            + "510000000001_CloudTrail-NetworkActivity_eu-west-1_20260307T0145Z_x.json.gz",
    ])
    func `A name gives account, region and minute`(path: String) {
        let name = LogFileName(path)
        #expect(name.account == "510000000001")
        #expect(name.region == "eu-west-1")
        #expect(name.delivered?.description == "2026-03-07T01:45:00Z")
        #expect(name.organization == nil)
        #expect(!name.isDigest)
    }

    @Test
    func `An organisation's trail has its id in the path`() {
        let name = LogFileName(
            "b/AWSLogs/o-a1b2c3d4e5/510000000001/CloudTrail/eu-west-1/2026/03/07/\(Self.file)"
        )
        #expect(name.organization == "o-a1b2c3d4e5")
        #expect(name.account == "510000000001")
    }

    @Test(arguments: [
        "AWSLogs/510000000001/CloudTrail-Digest/eu-west-1/2026/03/07/510000000001_CloudTrail-Digest_eu-west-1_my_trail_us-east-1_20260307T014530Z.json.gz",
        "510000000001_CloudTrail-Digest_eu-west-1_t_us-east-1_20260307T014530Z_backfill.json.gz",
    ])
    func `A digest's name is known`(path: String) {
        let name = LogFileName(path)
        #expect(name.isDigest)
        #expect(name.account == "510000000001")
        #expect(name.region == "eu-west-1")
        #expect(name.delivered?.description == "2026-03-07T01:45:30Z")
    }

    @Test
    func `Folders say what a renamed file does not`() {
        let name = LogFileName(
            "AWSLogs/510000000001/CloudTrail/eu-west-1/2026/03/07/part-1.json.gz"
        )
        #expect(name.account == "510000000001")
        #expect(name.region == "eu-west-1")
        #expect(name.delivered?.description == "2026-03-07T00:00:00Z")
        #expect(!name.isDigest)
        #expect(LogFileName("AWSLogs/510000000001/CloudTrail-Digest/r/2026/03/07/x.gz").isDigest)
    }

    @Test(arguments: [
        "", "/", "x.json.gz", "events.json", "a/b/c",
        "5100_CloudTrail_eu-west-1_20260307T0145Z_x.json.gz",
        "510000000001_vpcflowlogs_eu-west-1_fl-1_20260307T0145Z_x.log.gz", "_CloudTrail__",
        "日本.json",
        "51000000000x_CloudTrail_eu-west-1_20260307T0145Z_x.json.gz", "AWSLogs", "AWSLogs/x/y",
    ])
    func `A name of another form says nothing`(path: String) {
        #expect(LogFileName(path) == LogFileName(""))
    }

    @Test(arguments: [
        "20261307T0145Z", "20260230T0145Z", "20260307T2445Z", "20260307T0160Z", "20260307 0145Z",
        "20260307T0145", "2026+307T0145Z", "20260307T-145Z", "20260307T014561Z", "2026030700145Z",
        "x",
    ])
    func `Invalid times are left out`(time: String) {
        let name = LogFileName("510000000001_CloudTrail_eu-west-1_\(time)_x.json.gz")
        #expect(name.account == "510000000001")
        #expect(name.delivered == nil)
    }

    @Test(arguments: [
        "9223372036854775807/12/31", "-1/01/01", "2026/13/01", "2026/02/30", "x/y/z", "99999/01/01",
        "2026",
        "0000000002026/03/07", "+2026/03/07",
    ])
    func `Folders that are not a day give no time`(folders: String) {
        let name = LogFileName("AWSLogs/510000000001/CloudTrail/eu-west-1/\(folders)/x.json.gz")
        #expect(name.account == "510000000001")
        #expect(name.delivered == nil)
    }
}
