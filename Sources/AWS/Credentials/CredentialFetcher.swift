import Basics
import Foundation
import HTTP

/// Asks a source for credentials.
struct CredentialFetcher: Sendable {
    let settings: AWSSettings
    let sender: any HTTPSender
    let clock: AWSClock

    private var environment: AWSEnvironment { settings.environment }

    /// - throws: ``AWSCredentialsFault`` that names the source.
    func credentials(
        from origin: CredentialOrigin
    ) throws(AWSCredentialsFault) -> AWSCredentials {
        do {
            return try found(in: origin)
        } catch let fault as AWSCredentialsFault {
            // Of a source further down, such as the one that a role is assumed with.
            throw fault
        } catch {
            throw AWSCredentialsFault(origin.description, "\(error)")
        }
    }

    private func found(in origin: CredentialOrigin) throws -> AWSCredentials {
        switch origin {
        case .environment:
            try AWSCredentials(
                id: environment["AWS_ACCESS_KEY_ID"],
                secret: environment["AWS_SECRET_ACCESS_KEY"],
                token: environment["AWS_SECURITY_TOKEN"] ?? environment["AWS_SESSION_TOKEN"],
                expiration: environment["AWS_CREDENTIAL_EXPIRATION"]
            )
        case .keys(let keys, _, _):
            try AWSCredentials(
                id: keys["aws_access_key_id"],
                secret: keys["aws_secret_access_key"],
                token: keys["aws_security_token"] ?? keys["aws_session_token"]
            )
        case .role(let role, let source): try assume(role, from: source)
        case .webIdentity(let identity): try assume(identity)
        case .sso(let role): try SSOFetcher(fetcher: self, role: role).credentials()
        case .login(let session, let profile): try login(session, profile: profile)
        case .process(let command, _):
            try CredentialProcess(command: command, environment: environment.inherited).run()
        case .container: try ContainerFetcher(fetcher: self).credentials()
        case .instance: try InstanceFetcher(fetcher: self).credentials()
        }
    }

    /// A client that signs nothing.
    var unsigned: AWSClient {
        AWSClient(settings: settings, sender: sender, credentials: nil, clock: clock)
    }

    // MARK: - Roles

    private func assume(
        _ role: CredentialOrigin.Role,
        from source: CredentialOrigin
    ) throws -> AWSCredentials {
        let keys = try credentials(from: source)
        let client = AWSClient(
            settings: settings,
            sender: sender,
            credentials: AWSCredentialSource(keys),
            clock: clock
        )
        return try client.assumeRole(
            role.arn,
            sessionName: role.sessionName ?? "audit-\(clock.now)",
            externalID: role.externalID,
            seconds: role.seconds
        )
    }

    /// Reads the token anew each time, for whoever wrote it renews it.
    private func assume(_ identity: CredentialOrigin.WebIdentity) throws -> AWSCredentials {
        let shown = ShownText.line(environment.shown(identity.tokenFile), limit: 200)
        guard let bytes = BoundedFile.read(identity.tokenFile, limit: 65_536),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw TextFault("the token file \(shown) cannot be read") }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else { throw TextFault("the token file \(shown) is empty") }
        return try unsigned.assumeRole(
            identity.arn,
            sessionName: identity.sessionName ?? "audit-\(clock.now)",
            webIdentity: HiddenText(token)
        )
    }

    // MARK: - aws login

    /// The cache of `aws login`, while it is fresh; renewing it takes proofs of possession (DPoP).
    private func login(_ session: String, profile: String) throws -> AWSCredentials {
        let folder = environment.path("AWS_LOGIN_CACHE_DIRECTORY", default: ".aws/login/cache")
        let file = "\(folder)/\(SHA256.hex(Array(session.utf8))).json"
        let advice =
            "run: aws login --profile \(ShownText.line(profile, limit: 80)); or, for a job, use a "
            + "profile with credential_process = aws configure export-credentials --profile "
            + "\(ShownText.line(profile, limit: 80)), which renews them"
        guard let bytes = BoundedFile.read(file, limit: 1 << 20) else {
            throw TextFault("nobody is logged in; \(advice)")
        }
        guard let token = AnswerObject(bytes)?.object("accessToken") else {
            throw TextFault("the cache in \(environment.shown(folder)) cannot be read; \(advice)")
        }
        let credentials = try AWSCredentials(
            id: token.text("accessKeyId"),
            secret: token.text("secretAccessKey"),
            token: token.text("sessionToken"),
            expiration: token.text("expiresAt")
        )
        guard let end = credentials.expiration, end > clock.now else {
            throw TextFault("the login has expired; \(advice)")
        }
        return credentials
    }
}

extension CredentialFetcher {
    /// Asks an endpoint of this machine's own network, past any proxy.
    func local(
        _ method: HTTPRequest.Method,
        _ url: String,
        headers: [(name: String, value: String)] = [],
        seconds: Double
    ) throws(HTTPFailure) -> HTTPAnswer {
        try sender.send(
            HTTPRequest(
                method,
                url,
                headers: headers,
                limits: HTTPRequest.Limits(
                    connection: seconds,
                    exchange: seconds,
                    silence: seconds,
                    bodyBytes: 65_536
                ),
                isDirect: true
            )
        )
    }
}
