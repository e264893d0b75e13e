/// The parts of an ARN: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
///
/// For example:
///
/// ```swift
/// let name = ResourceName("arn:aws:iam::510000000001:role/ci/deploy-prod")
/// name?.accountID   // "510000000001"
/// name?.resource    // "role/ci/deploy-prod"
/// name?.lastName    // "deploy-prod"
/// ```
///
/// Related documentation: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
package struct ResourceName: Hashable, Sendable {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    package var partition: String
    package var service: String
    /// The region; empty for global services.
    package var region: String
    /// The account; empty where the resource needs none.
    package var accountID: String
    /// Everything after the account.
    package var resource: String

    /// nil where the text is not an ARN.
    package init?(_ text: String) {
        // By bytes: half of all secrets and roles are named by ARN, and splitting would be
        // measurable.
        let utf8 = text.utf8
        guard utf8.starts(with: "arn:".utf8) else { return nil }
        var colons = InlineArray<5, String.Index>(repeating: text.startIndex)
        var count = 0
        var index = text.startIndex
        while index != utf8.endIndex, count < 5 {
            if utf8[index] == UInt8(ascii: ":") {
                colons[count] = index
                count += 1
            }
            index = utf8.index(after: index)
        }
        guard count == 5, index != utf8.endIndex else { return nil }
        let part = { (from: String.Index, to: String.Index) in
            String(text[utf8.index(after: from)..<to])
        }
        partition = part(colons[0], colons[1])
        service = part(colons[1], colons[2])
        region = part(colons[2], colons[3])
        accountID = part(colons[3], colons[4])
        resource = String(text[index...])
        guard !partition.isEmpty, !service.isEmpty else { return nil }
    }

    /// What follows the last `/` of the resource.
    package var lastName: String {
        guard let slash = resource.utf8.lastIndex(of: UInt8(ascii: "/")) else { return resource }
        return String(resource[resource.utf8.index(after: slash)...])
    }

    package var description: String {
        "arn:\(partition):\(service):\(region):\(accountID):\(resource)"
    }
}
