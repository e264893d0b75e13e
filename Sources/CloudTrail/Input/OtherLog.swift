/// What a file is that has nothing of CloudTrail in it.
///
/// A bucket often holds other logs under the same prefix. They are no damage: they are counted by
/// kind, and the ledger keeps the kind, so that they are not read again.
///
/// The content decides, so that a CloudTrail file is read wherever it is and whatever it is
/// called. Only where the content tells nothing does the name.
package enum OtherLog: String, CaseIterable, Hashable, Sendable {
    case vpcFlow = "VPC flow log"
    case alb = "ALB access log"
    case nlb = "NLB access log"
    case clb = "Classic Load Balancer access log"
    case loadBalancerConnections = "ALB connection log"
    case loadBalancer = "load balancer log"
    case config = "AWS Config file"
    case guardDuty = "GuardDuty findings file"
    case securityHub = "Security Hub findings file"
    case waf = "WAF log"
    case resolver = "Route 53 Resolver query log"
    case networkFirewall = "Network Firewall log"
    case redshift = "Redshift audit log"
    case s3Access = "S3 server access log"
    case cloudFront = "CloudFront access log"
    case kubernetes = "Kubernetes audit log"
    case bedrock = "Bedrock invocation log"
    case securityLake = "Security Lake Parquet file"
    case awsLog = "log of another AWS service"
    case eventBridge = "file of other EventBridge events"
    case cloudWatch = "other CloudWatch Logs export"
    case objectNotice = "S3 or SNS notice file"
    case queryProof = "file beside query results"
    case publicKeys = "public key list"
    case writeTest = "write test"
    case file = "other file"
}

// MARK: - Names

extension OtherLog {
    /// What the path of a file tells; nil where it tells nothing, and of CloudTrail's own files.
    package init?(path: String) {
        let folders = path.split(separator: "/")
        guard let name = folders.last else { return nil }
        guard let kind = Self.kind(ofFolders: folders.dropLast()) ?? Self.kind(ofName: name) else {
            return nil
        }
        self = kind
    }

    /// `[prefix/]AWSLogs/[o-x/]ACCOUNT/KIND/…`, and what other services lay out on their own.
    private static func kind(ofFolders folders: ArraySlice<Substring>) -> OtherLog? {
        if folders.contains("CLOUD_TRAIL_MGMT") { return .securityLake }
        for folder in folders where folder.hasPrefix("aws-service=") {
            return kind(ofService: folder.dropFirst("aws-service=".count))
        }
        guard let logs = folders.lastIndex(of: "AWSLogs") else { return nil }
        var rest = folders[(logs + 1)...]
        if rest.first?.hasPrefix("o-") == true { rest.removeFirst() }
        guard let account = rest.popFirst(), account.isAccountNumber, let service = rest.first
        else { return nil }
        return kind(ofService: service)
    }

    /// `ACCOUNT_KIND_…`, as delivered files are called wherever they have been moved.
    private static func kind(ofName name: Substring) -> OtherLog? {
        switch name {
        case "ConfigWritabilityCheckFile": return .config
        case "aws-logs-write-test": return .writeTest
        case "result_sign.json": return .queryProof
        default: break
        }
        if name.hasSuffix(".csv.metadata") { return .queryProof }
        let parts = name.split(separator: "_", maxSplits: 3)
        guard parts.count > 2 else { return nil }
        if parts[0].isAccountNumber { return kind(ofService: parts[1]).flatMap(\.unlessUnknown) }
        return parts[1] == "vpcdnsquerylogs" ? .resolver : nil
    }

    private static func kind(ofService name: Substring) -> OtherLog? {
        switch name.lowercased() {
        case "vpcflowlogs": .vpcFlow
        case "elasticloadbalancing": .loadBalancer
        case "config": .config
        case "guardduty": .guardDuty
        case "waflogs": .waf
        case "vpcdnsquerylogs": .resolver
        case "network-firewall": .networkFirewall
        case "redshift": .redshift
        case "cloudfront": .cloudFront
        case "bedrockmodelinvocationlogs": .bedrock
        case let name where name.hasPrefix("cloudtrail"): nil
        default: .awsLog
        }
    }

    private var unlessUnknown: OtherLog? { self == .awsLog ? nil : self }
}

extension Substring {
    fileprivate var isAccountNumber: Bool {
        utf8.count == 12 && utf8.allSatisfy { 0x30...0x39 ~= $0 }
    }
}

extension OtherLog {
    /// What a damaged file is that is no log by its name either; nil where it is damage.
    ///
    /// - parameter entry: The file's name, or its path in an archive.
    package init?(entry: String, _ damage: LogDamage) {
        switch damage.reason {
        case .notALog, .empty, .noRecords: break
        default: return nil
        }
        if let kind = OtherLog(path: entry) {
            self = kind
        } else {
            let name = entry.lowercased()
            let isLog = [".json", ".gz", ".jsonl", ".ndjson"].contains { name.hasSuffix($0) }
            let isHidden = entry.split(separator: "/").last?.hasPrefix(".") == true
            guard !isLog || isHidden else { return nil }
            self = .file
        }
    }
}

// MARK: - Text

extension OtherLog {
    /// What the first line of a text tells that is no JSON.
    ///
    /// - parameter line: Its bytes, as many as are at hand.
    init?(line: ArraySlice<UInt8>) {
        if line.starts(with: "#Version: 1.".utf8) || line.starts(with: "#Fields: ".utf8) {
            self = .cloudFront
            return
        }
        if line.starts(with: "Permission Check Successful".utf8) {
            self = .writeTest
            return
        }
        let words = String(decoding: line.prefix(4_096), as: UTF8.self)
            .split(separator: " ", maxSplits: 15)
        guard words.count > 2, let kind = Self.kind(ofWords: words) else { return nil }
        self = kind
    }

    private static func kind(ofWords words: [Substring]) -> OtherLog? {
        let first = words[0]
        switch first {
        case "http", "https", "h2", "grpcs", "ws", "wss": return words[1].isTime ? .alb : nil
        case "tls" where words[2].isTime: return .nlb
        default: break
        }
        if first.isTime, words.count > 10 {
            // A classic load balancer names itself behind the time, a connection log the client.
            if words[2].isAddressAndPort { return .clb }
            if words[2].allSatisfy(\.isNumber), words[3].allSatisfy(\.isNumber) {
                return .loadBalancerConnections
            }
        }
        if first.utf8.count == 64, first.allSatisfy(\.isHexDigit), words[2].first == "[" {
            return .s3Access
        }
        let isHeader = words.dropLast().allSatisfy { word in
            word.utf8.allSatisfy { 0x61...0x7a ~= $0 || $0 == 0x2d || 0x30...0x39 ~= $0 }
        }
        let flowFields: Set<Substring> = ["interface-id", "srcaddr", "account-id", "pkt-srcaddr"]
        if isHeader, !flowFields.isDisjoint(with: words.map { $0.prefix { $0 != "\n" } }) {
            return .vpcFlow
        }
        if words[1].isAccountNumber, words[2].hasPrefix("eni-"), Int(first) != nil {
            return .vpcFlow
        }
        return nil
    }
}

extension Substring {
    /// Whether the word begins like `2026-11-20T`.
    fileprivate var isTime: Bool {
        let bytes = Array(utf8.prefix(11))
        guard bytes.count == 11 else { return false }
        return zip(bytes, "0000-00-00T".utf8).allSatisfy { byte, form in
            form == UInt8(ascii: "0") ? 0x30...0x39 ~= byte : byte == form
        }
    }

    fileprivate var isAddressAndPort: Bool {
        guard let colon = lastIndex(of: ":") else { return false }
        let port = self[index(after: colon)...]
        return !port.isEmpty && port.allSatisfy(\.isNumber)
    }
}

// MARK: - JSON

extension OtherLog {
    /// What the members of an object tell that is no CloudTrail record.
    ///
    /// - parameter keys: Its keys, as many as are at hand.
    init?(keys: Set<String>) {
        func has(_ names: String...) -> Bool { names.allSatisfy(keys.contains) }
        if keys.contains("eventTime") || keys.contains("Records") { return nil }
        if has("configurationItems") || has("configSnapshotId") {
            self = .config
        } else if has("schemaVersion", "service", "type", "severity")
            || has("service", "type", "severity", "accountId")
            || has("schemaVersion", "accountId", "type", "service")
        {
            self = .guardDuty
        } else if has("GeneratorId", "ProductArn") {
            self = .securityHub
        } else if has("httpRequest", "webaclId") || has("httpRequest", "formatVersion") {
            self = .waf
        } else if has("query_timestamp", "query_name") {
            self = .resolver
        } else if has("firewall_name", "event") {
            self = .networkFirewall
        } else if has("auditID", "apiVersion") {
            self = .kubernetes
        } else if has("schemaType", "modelId") {
            self = .bedrock
        } else if has("PublicKeyList") || has("publicKeyList") {
            self = .publicKeys
        } else {
            return nil
        }
    }
}
