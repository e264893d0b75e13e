import Basics

/// The URL of an SQS queue, which says its region and account.
///
/// For example:
///
/// ```swift
/// try QueueURL("https://sqs.eu-west-1.amazonaws.com/510000000001/trail").region  // eu-west-1
/// try QueueURL("http://localhost:5000/510000000001/trail").region                // nil
/// ```
package struct QueueURL: Hashable, Sendable, CustomStringConvertible {
    /// As it was given; SQS finds the queue by it.
    package let text: String
    /// nil where the host is none of AWS's own.
    package let region: String?
    package let name: String
    package let account: String
    /// Scheme, host and port to call, where the host is none that a region has: that of a local
    /// server, or of an interface endpoint of a VPC.
    let base: String?

    /// - parameter text: For example `https://sqs.eu-west-1.amazonaws.com/510000000001/trail`.
    /// - throws: A ``TextFault`` where it is none.
    package init(_ text: String) throws(TextFault) {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix),
            text.utf8.count <= 1_024,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#\\\"<>@".utf8.contains($0) })
        else { throw Self.fault }
        let parts = URLParts(text)
        let segments = parts.path.split(separator: "/")
        guard !parts.host.isEmpty, segments.count >= 2 else { throw Self.fault }
        self.text = text
        account = String(segments[segments.count - 2])
        name = String(segments[segments.count - 1])
        region = Self.region(of: parts.host)
        let isEndpointOfVPC = parts.host.lowercased().contains(".vpce.")
        base = region == nil || isEndpointOfVPC ? scheme + parts.host : nil
        guard region == nil || scheme == "https://" else {
            throw TextFault("is a queue of AWS over http://; write https://")
        }
    }

    private static let fault = TextFault(
        "is not the URL of a queue; write for example "
            + "https://sqs.eu-west-1.amazonaws.com/510000000001/audit"
    )

    /// The region in `sqs.eu-west-1.amazonaws.com`, `eu-west-1.queue.amazonaws.com` and the like.
    private static func region(of host: String) -> String? {
        let labels = host.lowercased().split(separator: ".").map(String.init)
        guard
            let index = labels.firstIndex(where: {
                $0 == "sqs" || $0 == "sqs-fips" || $0 == "queue"
            })
        else { return nil }
        let candidate: String
        if labels[index] != "queue" {
            // An interface endpoint has a name of its own before it.
            guard index + 1 < labels.count else { return nil }
            candidate = labels[index + 1]
        } else {
            candidate = index == 0 ? "us-east-1" : labels[index - 1]
        }
        let partition = AWSPartition(region: candidate)
        let suffixes = [partition.suffix, partition.dualStackSuffix, "vpce.\(partition.suffix)"]
        let isKnown = suffixes.contains { host.lowercased().hasSuffix(".\($0)") }
        return isKnown && AWSSettings.isRegion(candidate) ? candidate : nil
    }

    package var description: String { ShownText.line(text, limit: 200) }
}
