import AWS
import ArgumentParser
import Basics
import Foundation
import HTTP
import Ingestion

/// How S3 is reached.
struct S3Options: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Profile of ~/.aws/config to find credentials with. Default: $AWS_PROFILE; credentials \
            are found as the AWS tools find them.
            """,
            valueName: "name"
        )
    )
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "Address of a compatible store in place of AWS. Default: $AWS_ENDPOINT_URL.",
            valueName: "url"
        )
    )
    var endpointURL: String?

    @Option(
        help: ArgumentHelp(
            "Keep the objects that are read in this folder, and read them from there later on.",
            valueName: "folder"
        )
    )
    var cache: String?

    /// What reads objects, once it is asked to: nothing is looked up before.
    func store(_ console: Console) -> S3Store { store(access(console)) }

    /// What reads objects with credentials that other services are called with, too.
    func store(_ access: AWSAccess) -> S3Store {
        S3Store(cache: cache.map { ObjectCache(folder: URL(filePath: $0).path) }) {
            () throws(AWSFault) in
            try access.s3()
        }
    }

    /// The queue at a URL, in which S3 announces objects.
    func queue(_ url: String, _ access: AWSAccess) throws -> ObjectQueue {
        do {
            return ObjectQueue(try access.queue(try QueueURL(url)))
        } catch let fault as TextFault {
            throw CommandFailure(message: "--queue \(fault)", status: .usage)
        }
    }

    /// Credentials, endpoints and connections.
    func access(_ console: Console) -> AWSAccess {
        AWSAccess(
            environment: AWSEnvironment(
                variables: console.environment,
                home: console.environment["HOME"] ?? NSHomeDirectory()
            ),
            profile: profile,
            endpoint: endpointURL
        )
    }
}

extension S3Store {
    /// Says what could not be kept.
    ///
    /// - returns: Whether all was kept that was to be.
    func sayFailures(_ console: Console) -> Bool {
        guard let failures = cache?.failures, failures.count > 0 else { return true }
        console.complain(
            "--cache: \(Count(failures.count, "object")) could not be kept: \(failures.reason)"
        )
        return false
    }
}
