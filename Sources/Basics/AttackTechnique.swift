/// A technique of MITRE ATT&CK, which alerts name for those who sort them by it.
///
/// Related documentation: <https://attack.mitre.org/techniques/enterprise/>
package struct AttackTechnique: Hashable, Sendable {
    /// For example `T1530` or `T1552.005`.
    package let id: String

    package init(id: String) { self.id = id }

    /// The technique that a tag of a rule names, such as `t1552.005`; nil for a tactic, a group or
    /// software.
    package init?(tag: String) {
        guard tag.first == "t", tag.utf8.count >= 5,
            tag.utf8.dropFirst().allSatisfy({ $0 == UInt8(ascii: ".") || $0 &- 0x30 < 10 })
        else { return nil }
        id = tag.uppercased()
    }

    /// What it is called; nil of those that the built-in rules do not use.
    package var name: String? { Self.names[id] }

    /// Id and name: `T1530 Data from Cloud Storage`.
    package var title: String { name.map { "\(id) \($0)" } ?? id }

    private static let names = [
        "T1020": "Automated Exfiltration",
        "T1020.001": "Traffic Duplication",
        "T1021.004": "SSH",
        "T1021.007": "Cloud Services",
        "T1021.008": "Direct Cloud VM Connections",
        "T1040": "Network Sniffing",
        "T1048": "Exfiltration Over Alternative Protocol",
        "T1059": "Command and Scripting Interpreter",
        "T1059.009": "Cloud API",
        "T1069.003": "Cloud Groups",
        "T1070": "Indicator Removal",
        "T1072": "Software Deployment Tools",
        "T1078": "Valid Accounts",
        "T1078.004": "Cloud Accounts",
        "T1082": "System Information Discovery",
        "T1087.004": "Cloud Account",
        "T1098": "Account Manipulation",
        "T1098.001": "Additional Cloud Credentials",
        "T1098.003": "Additional Cloud Roles",
        "T1098.006": "Additional Container Cluster Roles",
        "T1110": "Brute Force",
        "T1110.003": "Password Spraying",
        "T1136": "Create Account",
        "T1136.003": "Cloud Account",
        "T1190": "Exploit Public-Facing Application",
        "T1195": "Supply Chain Compromise",
        "T1195.002": "Compromise Software Supply Chain",
        "T1199": "Trusted Relationship",
        "T1213": "Data from Information Repositories",
        "T1213.003": "Code Repositories",
        "T1484.002": "Trust Modification",
        "T1485": "Data Destruction",
        "T1485.001": "Lifecycle-Triggered Deletion",
        "T1486": "Data Encrypted for Impact",
        "T1489": "Service Stop",
        "T1490": "Inhibit System Recovery",
        "T1496": "Resource Hijacking",
        "T1499": "Endpoint Denial of Service",
        "T1525": "Implant Internal Image",
        "T1526": "Cloud Service Discovery",
        "T1528": "Steal Application Access Token",
        "T1530": "Data from Cloud Storage",
        "T1531": "Account Access Removal",
        "T1535": "Unused/Unsupported Cloud Regions",
        "T1537": "Transfer Data to Cloud Account",
        "T1546": "Event Triggered Execution",
        "T1548": "Abuse Elevation Control Mechanism",
        "T1548.005": "Temporary Elevated Cloud Access",
        "T1550.001": "Application Access Token",
        "T1552": "Unsecured Credentials",
        "T1552.001": "Credentials In Files",
        "T1552.004": "Private Keys",
        "T1552.005": "Cloud Instance Metadata API",
        "T1553.004": "Install Root Certificate",
        "T1555": "Credentials from Password Stores",
        "T1555.006": "Cloud Secrets Management Stores",
        "T1556": "Modify Authentication Process",
        "T1556.006": "Multi-Factor Authentication",
        "T1557": "Adversary-in-the-Middle",
        "T1562": "Impair Defenses",
        "T1562.001": "Disable or Modify Tools",
        "T1562.007": "Disable or Modify Cloud Firewall",
        "T1562.008": "Disable or Modify Cloud Logs",
        "T1565": "Data Manipulation",
        "T1565.001": "Stored Data Manipulation",
        "T1567": "Exfiltration Over Web Service",
        "T1572": "Protocol Tunneling",
        "T1578": "Modify Cloud Compute Infrastructure",
        "T1578.001": "Create Snapshot",
        "T1578.002": "Create Cloud Instance",
        "T1580": "Cloud Infrastructure Discovery",
        "T1584.001": "Domains",
        "T1584.002": "DNS Server",
        "T1599": "Network Boundary Bridging",
        "T1600": "Weaken Encryption",
        "T1606": "Forge Web Credentials",
        "T1648": "Serverless Execution",
        "T1649": "Steal or Forge Authentication Certificates",
        "T1651": "Cloud Administration Command",
        "T1654": "Log Enumeration",
        "T1666": "Modify Cloud Resource Hierarchy",
    ]
}
