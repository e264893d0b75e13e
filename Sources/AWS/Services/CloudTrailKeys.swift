import Basics
import HTTP

extension AWSClient {
    /// Asks for the public keys with which CloudTrail signed the digests of a region.
    ///
    /// - parameter span: When digests were made, in seconds since 1970.
    /// - returns: The answer, JSON with a `PublicKeyList`.
    ///
    /// Related documentation:
    /// <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html>
    package func publicKeys(
        region: String,
        of span: Range<Int64>
    ) throws(AWSServiceFault) -> [UInt8] {
        let operation = "CloudTrail_20131101.ListPublicKeys"
        var call = Call(service: .cloudtrail, region: region, operation: "ListPublicKeys")
        call.headers = [
            ("Content-Type", "application/x-amz-json-1.1"),
            ("X-Amz-Target", "com.amazonaws.cloudtrail.v20131101.\(operation)"),
        ]
        call.body = Array(
            #"{"StartTime":\#(span.lowerBound),"EndTime":\#(span.upperBound)}"#.utf8
        )
        return try send(call).body
    }
}
