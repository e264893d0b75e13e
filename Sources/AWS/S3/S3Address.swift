import Basics

/// A bucket, or an object in it.
struct S3Address: Hashable, Sendable {
    let bucket: String
    /// nil for the bucket.
    let key: String?

    /// Checks the name of a bucket, which becomes part of a host.
    init(bucket: String, key: String? = nil) throws(AWSFault) {
        let isName = bucket.utf8.allSatisfy {
            $0 | 0x20 &- 0x61 < 26 || $0 &- 0x30 < 10 || "-._".utf8.contains($0)
        }
        // Before March 2018, names in us-east-1 could have 255 characters, upper case and `_`.
        guard isName, (3...255).contains(bucket.utf8.count), !bucket.hasPrefix("."),
            !bucket.contains("..")
        else {
            let shown = ShownText.line(bucket, limit: 100)
            throw AWSFault(
                .noSuchBucket,
                bucket.hasPrefix("arn:")
                    ? "\(shown): ARNs of access points are not supported; use the access point's alias"
                    : "\(shown): not the name of a bucket; write for example s3://my-trail/AWSLogs/"
            )
        }
        guard key != "" else {
            throw AWSFault(.noSuchKey, "s3://\(bucket)/: the key of an object is missing")
        }
        self.bucket = bucket
        self.key = key
    }

    /// As messages show it.
    var shown: String {
        "s3://\(bucket)" + (key.map { "/\(ShownText.line($0, limit: 400))" } ?? "")
    }

    /// The URL without a query.
    ///
    /// AWS has buckets in the host, but those that its certificates do not cover. Stores of others
    /// have them in the path, as the AWS tools do unless the profile says otherwise.
    func url(_ settings: AWSSettings, region: String) throws(AWSFault) -> String {
        let endpoint: AWSEndpoint
        do throws(TextFault) {
            endpoint = try settings.endpoint(of: .s3, region: region)
        } catch {
            throw AWSFault(.other, error.description)
        }
        let path = key.map { "/\(PercentEncoding.path($0))" } ?? ""
        let style = settings.settings.nested("s3")["addressing_style"]
        let isInPath =
            !Self.isHostName(bucket) || settings.isPathStyle
            || (endpoint.isCustom && style != "virtual")
        if isInPath { return "\(endpoint.url)/\(bucket)\(path)" }
        guard let scheme = endpoint.url.range(of: "://") else { return endpoint.url }
        return endpoint.url[..<scheme.upperBound]
            + "\(bucket).\(endpoint.url[scheme.upperBound...])"
            + (path.isEmpty ? "/" : path)
    }

    /// Whether a bucket may be the first label of a host, and matches `*.s3.amazonaws.com`.
    private static func isHostName(_ bucket: String) -> Bool {
        bucket.utf8.count <= 63 && !bucket.hasPrefix("-") && !bucket.hasSuffix("-")
            && bucket.utf8.allSatisfy { $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D }
    }
}
