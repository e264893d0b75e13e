import AuditTestSupport
import CloudTrail
import Testing

struct OtherLogTests {
    @Test(arguments: [
        (
            "version account-id interface-id srcaddr\n2 510000000001 eni-1 10.0.0.1\n",
            OtherLog.vpcFlow
        ),
        ("2 510000000001 eni-0abc 10.0.0.1 10.0.0.2 443 49152 6 10 840 1 2 ACCEPT OK\n", .vpcFlow),
        ("https 2026-11-20T10:00:00.0Z app/x 1.2.3.4:1 - 0.0 0 200\n", .alb),
        ("tls 2.0 2026-11-20T10:00:00 net/x 1.2.3.4:1\n", .nlb),
        (
            "2026-11-20T10:00:00.0Z my-elb 1.2.3.4:2817 10.0.0.1:80 0.1 0.1 0.1 200 200 0 29 \"GET /\"\n",
            .clb
        ),
        (
            String(repeating: "a1", count: 32) + " bucket [20/Nov/2026:10:00:00 +0000] 1.2.3.4 -\n",
            .s3Access
        ),
        ("#Version: 1.0\n#Fields: date time x-edge-location\n", .cloudFront),
        ("2026-11-20T10:00:00.000Z START RequestId: 1 Version: $LATEST\n", .cloudWatch),
        (#"{"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[{}]}"#, .config),
        (
            #"{"schemaVersion":"2.0","accountId":"5","type":"T","severity":2,"service":{}}"#,
            .guardDuty
        ),
        (#"{"timestamp":1,"formatVersion":1,"webaclId":"x","httpRequest":{}}"#, .waf),
        (
            #"{"version":"1.1","query_timestamp":"2026-11-20T10:00:00Z","query_name":"a."}"#,
            .resolver
        ),
        (#"{"firewall_name":"f","event_timestamp":"1","event":{}}"#, .networkFirewall),
        (#"{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a"}"#, .kubernetes),
        (#"{"detail-type":"GuardDuty Finding","detail":{}}"#, .eventBridge),
        (#"{"s3Bucket":"b","s3ObjectKey":["k"]}"#, .objectNotice),
        (#"{"PublicKeyList":[{"Value":"MIIB","Fingerprint":"a"}]}"#, .publicKeys),
        (
            #"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-11-20T10:00:00Z","s3":{}}]}"#,
            .objectNotice
        ),
    ])
    func `Other logs are told by their content`(text: String, kind: OtherLog) {
        for bytes in [Array(text.utf8), Gzip.compress(Array(text.utf8))] {
            let reading = LogReading(bytes)
            #expect(reading.entries.isEmpty || kind == .objectNotice)
            #expect(reading.report.records == 0)
            #expect(reading.report.damage == nil)
            let others = reading.report.others
            #expect(others == [kind: 1])
        }
    }

    @Test(arguments: [
        ("b/AWSLogs/510000000001/vpcflowlogs/eu-west-1/2026/11/20/a.log.gz", OtherLog.vpcFlow),
        ("AWSLogs/o-abc/510000000001/Config/eu-west-1/2026/1/2/x.json.gz", .config),
        ("AWSLogs/510000000001/KiroLogs/x.json.gz", .awsLog),
        ("moved/510000000001_elasticloadbalancing_eu-west-1_net.x_2026.log.gz", .loadBalancer),
        ("AWSLogs/aws-account-id=5/aws-service=vpcflowlogs/x.parquet", .vpcFlow),
        ("aws/CLOUD_TRAIL_MGMT/1.0/region=eu-west-1/x.gz.parquet", .securityLake),
        ("ConfigWritabilityCheckFile", .config), ("q/result_sign.json", .queryProof),
    ])
    func `Names tell where the content does not`(path: String, kind: OtherLog) {
        #expect(OtherLog(path: path) == kind)
    }

    @Test(arguments: [
        "AWSLogs/510000000001/CloudTrail/eu-west-1/2026/11/20/zero.json.gz",
        "AWSLogs/o-abc/510000000001/CloudTrail-Insight/eu-west-1/a.json.gz",
        "AWSLogs/510000000001/CloudTrail-Aggregated/eu-west-1/a.json.gz",
        "Config/AWSLogs/510000000001/CloudTrail/eu-west-1/a.json.gz",
        "510000000001_CloudTrail_eu-west-1_20261120T1005Z_abc.json.gz", "a.json", "",
    ])
    func `CloudTrail's own names are no other's`(path: String) {
        #expect(OtherLog(path: path) == nil)
    }

    @Test
    func `Events among other events are read`() {
        let other =
            #"{"detail-type":"GuardDuty Finding","source":"aws.guardduty","detail":{"id":"x"}}"#
        let reading = LogReading("\(other)\n\(SampleRecord.eventBridge(1))\n\(other)\n")
        #expect(reading.ids == ["e1"])
        #expect(reading.report.other == nil)
        #expect(reading.report.others == [.eventBridge: 2])
    }
}
