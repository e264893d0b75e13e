import Basics
import Foundation
import HTTP

/// Gets the credentials of a role from IAM Identity Center, with the token of `aws sso login`.
///
/// Related documentation:
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html>
struct SSOFetcher {
    /// The time before its end in which a token is renewed, in seconds.
    private static let renewal: Int64 = 900

    let fetcher: CredentialFetcher
    let role: CredentialOrigin.SSORole

    func credentials() throws -> AWSCredentials {
        let token = try token()
        let query = PercentEncoding.form([("role_name", role.role), ("account_id", role.account)])
        let call = AWSClient.Call(
            service: .sso,
            region: role.region,
            operation: "GetRoleCredentials",
            method: .get,
            path: "/federation/credentials?\(query)",
            headers: [("x-amz-sso_bearer_token", token)],
            secrets: [token]
        )
        let answer: HTTPAnswer
        do {
            answer = try fetcher.unsigned.send(call)
        } catch {
            throw error.kind == .credentials
                ? TextFault("the session has ended (\(error)); \(advice)") : error
        }
        guard let keys = AnswerObject(answer.body)?.object("roleCredentials") else {
            throw TextFault("\(call.title): the answer is not that of AWS")
        }
        var credentials = try AWSCredentials(
            id: keys.text("accessKeyId"),
            secret: keys.text("secretAccessKey"),
            token: keys.text("sessionToken")
        )
        // In milliseconds, unlike everywhere else.
        credentials.expiration = keys.number("expiration").map { $0 / 1_000 }
        return credentials
    }

    private var advice: String {
        if let session = role.session {
            return "run: aws sso login --sso-session \(ShownText.line(session, limit: 80))"
        }
        return "run: aws sso login --profile \(ShownText.line(role.profile, limit: 80))"
    }

    /// The file of the AWS CLI's cache.
    private var file: String {
        let name = SHA1.hex(role.session ?? role.startURL)
        return fetcher.settings.environment.expand("~/.aws/sso/cache/\(name).json")
    }

    private func token() throws -> String {
        guard let bytes = BoundedFile.read(file, limit: 1 << 20) else {
            throw TextFault("nobody is logged in; \(advice)")
        }
        guard let cached = AnswerObject(bytes), let token = cached.text("accessToken"),
            let end = Self.time(cached.text("expiresAt")),
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw TextFault("the cached session cannot be read; \(advice)") }
        let left = end - fetcher.clock.now
        // A start URL in the profile itself is of the time before renewal.
        if left < Self.renewal, role.session != nil, let renewed = try? renew(cached) {
            return renewed
        }
        guard left > 0 else { throw TextFault("the session has expired; \(advice)") }
        return token
    }

    /// Renews the token, and writes it to the cache, since the old one may be valid no longer.
    private func renew(_ cached: AnswerObject) throws -> String {
        guard let id = cached.text("clientId"), let secret = cached.text("clientSecret"),
            let refresh = cached.text("refreshToken"),
            let registration = cached.text("registrationExpiresAt"),
            let registrationEnd = Self.time(registration), registrationEnd > fetcher.clock.now
        else { throw TextFault("the session cannot be renewed") }
        let request = JSONText.object([
            "grantType": JSONText.quoted("refresh_token", .canonical),
            "clientId": JSONText.quoted(id, .canonical),
            "clientSecret": JSONText.quoted(secret, .canonical),
            "refreshToken": JSONText.quoted(refresh, .canonical),
        ])
        let call = AWSClient.Call(
            service: .ssoOIDC,
            region: role.region,
            operation: "CreateToken",
            path: "/token",
            headers: [("Content-Type", "application/json")],
            body: Array(request.utf8),
            secrets: [secret, refresh]
        )
        guard let answer = AnswerObject(try fetcher.unsigned.send(call).body),
            let token = answer.text("accessToken"), let seconds = answer.number("expiresIn"),
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), (0...31_536_000).contains(seconds)
        else { throw TextFault("\(call.title): the answer is not that of AWS") }
        let values: KeyValuePairs = [
            "startUrl": role.startURL,
            "region": role.region,
            "accessToken": token,
            "expiresAt": EventTime(seconds: fetcher.clock.now + seconds).description,
            "clientId": id,
            "clientSecret": secret,
            "registrationExpiresAt": registration,
            "refreshToken": answer.text("refreshToken") ?? refresh,
        ]
        let members = values.map {
            "\(JSONText.quoted($0.key, .canonical)): \(JSONText.quoted($0.value, .canonical))"
        }
        Self.replace(file, with: Array("{\(members.joined(separator: ", "))}".utf8))
        return token
    }

    /// Replaces a file at once, readable by its owner alone.
    ///
    /// Where that fails the token is still good for this run, so nothing is said.
    private static func replace(_ path: String, with bytes: [UInt8]) {
        let draft = "\(path).\(ProcessInfo.processInfo.processIdentifier).tmp"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard (try? file.write(contentsOf: Data(bytes))) != nil, rename(draft, path) == 0 else {
            unlink(draft)
            return
        }
    }

    /// Older versions of the CLI have written `2026-03-07T01:40:05UTC`.
    private static func time(_ text: String?) -> Int64? {
        text.flatMap { EventTime($0.hasSuffix("UTC") ? $0.dropLast(3) + "Z" : $0) }?.seconds
    }
}
