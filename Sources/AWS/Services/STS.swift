import Basics
import HTTP

/// Who the credentials belong to.
package struct AWSCallerIdentity: Hashable, Sendable {
    package let account: String
    /// For example `arn:aws:sts::510000000001:assumed-role/audit/cron`.
    package let arn: String
}

extension AWSClient {
    private static let version = "2011-06-15"

    /// Without a region, STS has a host for all; it is in the partition `aws`.
    var stsRegion: String { settings.region ?? "us-east-1" }

    /// Asks who the credentials belong to, which everybody may ask.
    ///
    /// Related documentation:
    /// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
    package func callerIdentity() throws(AWSServiceFault) -> AWSCallerIdentity {
        let result = try query(
            .sts,
            region: stsRegion,
            action: "GetCallerIdentity",
            version: Self.version,
            parameters: []
        )
        return AWSCallerIdentity(
            account: result["Account"]?.text ?? "",
            arn: result["Arn"]?.text ?? ""
        )
    }

    /// Assumes a role with the client's credentials.
    ///
    /// - parameters:
    ///   - sessionName: What CloudTrail shows beside the role.
    ///   - seconds: For how long; nil for an hour.
    func assumeRole(
        _ arn: String,
        sessionName: String,
        externalID: String?,
        seconds: Int?
    ) throws(AWSServiceFault) -> AWSCredentials {
        var parameters = [("RoleArn", arn), ("RoleSessionName", sessionName)]
        if let externalID { parameters.append(("ExternalId", externalID)) }
        if let seconds { parameters.append(("DurationSeconds", "\(seconds)")) }
        let result = try query(
            .sts,
            region: stsRegion,
            action: "AssumeRole",
            version: Self.version,
            parameters: parameters
        )
        return try credentials(of: result, "AssumeRole")
    }

    /// Assumes a role with a token of another issuer; the client needs no credentials.
    func assumeRole(
        _ arn: String,
        sessionName: String,
        webIdentity token: HiddenText
    ) throws(AWSServiceFault) -> AWSCredentials {
        let result = try query(
            .sts,
            region: stsRegion,
            action: "AssumeRoleWithWebIdentity",
            version: Self.version,
            parameters: [
                ("RoleArn", arn), ("RoleSessionName", sessionName),
                ("WebIdentityToken", token.revealed),
            ],
            secrets: [token.revealed]
        )
        return try credentials(of: result, "AssumeRoleWithWebIdentity")
    }

    private func credentials(
        of result: XMLElement,
        _ operation: String
    ) throws(AWSServiceFault) -> AWSCredentials {
        let found = result["Credentials"]
        do {
            return try AWSCredentials(
                id: found?["AccessKeyId"]?.text,
                secret: found?["SecretAccessKey"]?.text,
                token: found?["SessionToken"]?.text,
                expiration: found?["Expiration"]?.text
            )
        } catch {
            throw AWSServiceFault(.network, "STS \(operation): the answer \(error)")
        }
    }
}
