import AuditTestSupport
import Basics
import Foundation
import HTTP

@testable import AWS

/// Answers requests in the place of the network, and keeps them.
final class FakeAWS: HTTPSender {
    /// Answers a request; nil stands for a host that is not there.
    typealias Answer = @Sendable (HTTPRequest) -> HTTPAnswer?

    private let answer: Answer
    private let received = Locked<[HTTPRequest]>([])

    var requests: [HTTPRequest] { received.withLock { $0 } }
    /// Method and URL of each request.
    var lines: [String] { requests.map { "\($0.method.rawValue) \($0.url)" } }

    init(_ answer: @escaping Answer = { _ in nil }) { self.answer = answer }

    /// Answers by the beginnings of URLs, with the methods before them.
    convenience init(_ answers: KeyValuePairs<String, String>) {
        let answers = answers.map { ($0.key, $0.value) }
        self.init { request in
            let line = "\(request.method.rawValue) \(request.url)"
            return answers.first { line.hasPrefix($0.0) }.map { .ok($0.1) }
        }
    }

    func send(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPAnswer {
        received.withLock { $0.append(request) }
        guard let answer = answer(request) else {
            throw HTTPFailure("timed out", isTransient: true)
        }
        return answer
    }
}

extension HTTPAnswer {
    static func ok(_ body: String) -> HTTPAnswer { .status(200, body) }

    static func status(
        _ status: Int,
        _ body: String = "",
        headers: [(name: String, value: String)] = []
    ) -> HTTPAnswer {
        HTTPAnswer(status: status, headers: HTTPHeaders(headers), body: Array(body.utf8))
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The values of a form.
    var form: [String: String] {
        let pairs = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), PercentEncoding.decodeForm(String(parts[1])) ?? "?")
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

/// A clock that tests set, and that passes the time of a wait at once.
final class FakeClock: Sendable {
    /// The time 2026-03-07T01:40:05Z.
    static let start: Int64 = 1_772_847_605

    private let time: Locked<Int64>
    private let waited = Locked<[Double]>([])

    var waits: [Double] { waited.withLock { $0 } }

    init(_ time: Int64 = FakeClock.start) { self.time = Locked(time) }

    func advance(_ seconds: Int64) { time.withLock { $0 += seconds } }

    /// The clock for what is tested.
    var clock: AWSClock {
        AWSClock(
            now: { self.time.withLock { $0 } },
            wait: { seconds in self.waited.withLock { $0.append(seconds) } },
            random: { 0.5 }
        )
    }
}

/// A home folder with the files of the AWS tools, and what is found there.
struct FakeHome {
    let folder: TemporaryFolder
    var variables: [String: String] = [:]
    var profile: String?
    var fake = FakeAWS()
    var clock = FakeClock()

    static func with<R>(
        _ files: [String: String] = [:],
        _ body: (inout FakeHome) throws -> R
    ) throws -> R {
        try TemporaryFolder.with { folder in
            for (name, text) in files { try folder.write(text, to: name) }
            var home = FakeHome(folder: folder)
            return try body(&home)
        }
    }

    func settings() throws -> AWSSettings {
        let variables = variables.mapValues { $0.replacing("HOME/", with: "\(folder.path)/") }
        return try AWSSettings(
            environment: AWSEnvironment(variables: variables, home: folder.path),
            profile: profile
        )
    }

    func source() throws -> AWSCredentialSource {
        try AWSCredentialSource(settings: settings(), sender: fake, clock: clock.clock)
    }

    /// The access key that is found, or what is said in its place.
    func found() -> String {
        do {
            return try source().credentials().accessKeyID
        } catch {
            return "\(error)".replacing(folder.path, with: "~")
        }
    }
}
