import Basics
import HTTP

/// Settings, credentials and connections, for all services that a command calls.
///
/// Nothing is looked up before the first service is asked for, and everything once.
///
/// For example:
///
/// ```swift
/// let access = AWSAccess(environment: .process, profile: "security")
/// let page = try access.s3().list(bucket: "my-trail")
/// let queue = try access.queue(try QueueURL(url))
/// ```
package final class AWSAccess: Sendable {
    /// The connections for objects; S3 answers each within some 30 ms.
    private static let connections = 64

    private struct Found {
        var settings: AWSSettings
        var http: HTTPClient
        var credentials: AWSCredentialSource
    }

    private let found = Locked<Result<Found, AWSFault>?>(nil)
    private let find: @Sendable () throws(AWSFault) -> Found

    /// - parameters:
    ///   - environment: Variables, and the home folder.
    ///   - profile: The profile that was asked for.
    ///   - endpoint: The endpoint that was asked for.
    package init(environment: AWSEnvironment, profile: String? = nil, endpoint: String? = nil) {
        find = { () throws(AWSFault) in
            do {
                let settings = try AWSSettings(
                    environment: environment,
                    profile: profile,
                    endpoint: endpoint
                )
                let http = HTTPClient(
                    connections: Self.connections,
                    certificates: settings.caBundle
                )
                return Found(
                    settings: settings,
                    http: http,
                    credentials: try AWSCredentialSource(settings: settings, sender: http)
                )
            } catch {
                throw AWSFault(.noCredentials, "\(error)")
            }
        }
    }

    /// Reads buckets.
    package func s3() throws(AWSFault) -> S3Client {
        let found = try get()
        return S3Client(
            settings: found.settings,
            credentials: found.credentials,
            http: found.http,
            pacing: AWSPacing(attempts: found.settings.attempts ?? 6)
        )
    }

    /// Reads a queue.
    package func queue(_ url: QueueURL) throws -> SQSQueue {
        try SQSQueue(url: url, client: try client())
    }

    /// Calls other services.
    package func client() throws(AWSFault) -> AWSClient {
        let found = try get()
        return AWSClient(
            settings: found.settings,
            sender: found.http,
            credentials: found.credentials
        )
    }

    private func get() throws(AWSFault) -> Found {
        let result = found.withLock { found in
            if let found { return found }
            let result = Result { () throws(AWSFault) in try find() }
            found = result
            return result
        }
        return try result.get()
    }
}
