import Basics
import Foundation
import HTTP

/// Credentials as the AWS tools find them, renewed before they expire.
///
/// For example:
///
/// ```swift
/// let source = try AWSCredentialSource(settings: settings, sender: http)
/// let credentials = try source.credentials()   // as often as they are needed
/// ```
///
/// One source serves all threads: they get the same credentials, and these are renewed once. In
/// their last quarter of an hour one thread renews them while the others go on with them; in the
/// last ten minutes all wait for it. Shorter-lived ones are renewed in their last half. Where that
/// fails, they are used while they last.
///
/// Credentials are in memory alone. What this writes is what the AWS CLI writes too: the renewed
/// token of IAM Identity Center, in the CLI's cache, because the old one is no longer valid.
package final class AWSCredentialSource: Sendable {
    private struct State {
        var credentials: AWSCredentials?
        /// From when on one thread renews them.
        var advisory = Int64.max
        /// From when on all threads wait for that.
        var mandatory = Int64.max
        var fault: AWSCredentialsFault?
        /// Until when no other attempt is made after one that failed.
        var pauseEnd = Int64.min
    }

    /// Where they come from, for messages.
    package let origin: String
    private let fetch: @Sendable () throws(AWSCredentialsFault) -> AWSCredentials
    private let clock: AWSClock
    private let state = Locked(State())
    /// Held by the thread that fetches.
    private let turn = NSLock()

    /// Finds the source that is configured, and asks it for nothing yet.
    ///
    /// - throws: ``AWSCredentialsFault`` where the settings contradict themselves.
    package convenience init(
        settings: AWSSettings,
        sender: any HTTPSender,
        clock: AWSClock = .system
    ) throws(AWSCredentialsFault) {
        let origin = try CredentialResolver(settings: settings).origin()
        let fetcher = CredentialFetcher(settings: settings, sender: sender, clock: clock)
        self.init(origin: origin.description, clock: clock) { () throws(AWSCredentialsFault) in
            try fetcher.credentials(from: origin)
        }
    }

    /// A source of the same credentials, which are not renewed.
    package convenience init(_ credentials: AWSCredentials) {
        var lasting = credentials
        lasting.expiration = nil
        self.init(origin: "the caller", clock: .system) { [lasting] in lasting }
    }

    init(
        origin: String,
        clock: AWSClock,
        fetch: @escaping @Sendable () throws(AWSCredentialsFault) -> AWSCredentials
    ) {
        self.origin = origin
        self.clock = clock
        self.fetch = fetch
    }

    /// Credentials that are valid now; fetched where that is needed.
    ///
    /// - throws: ``AWSCredentialsFault`` where there are none.
    package func credentials() throws(AWSCredentialsFault) -> AWSCredentials {
        let now = clock.now
        let current = state.withLock { $0 }
        guard let credentials = current.credentials, now < current.mandatory else {
            return try renewed()
        }
        guard now >= current.advisory, now >= current.pauseEnd, turn.try() else {
            return credentials
        }
        defer { turn.unlock() }
        return (try? fetchInTurn()) ?? credentials
    }

    /// Forgets credentials that a service has rejected, so that the next call fetches others.
    package func discard(_ credentials: AWSCredentials) {
        state.withLock { state in
            if state.credentials == credentials { state = State() }
        }
    }

    private func isExpired(_ credentials: AWSCredentials, _ now: Int64) -> Bool {
        credentials.expiration.map { $0 <= now } ?? false
    }

    /// Waits for the turn, and fetches unless another thread has meanwhile.
    private func renewed() throws(AWSCredentialsFault) -> AWSCredentials {
        turn.lock()
        defer { turn.unlock() }
        let now = clock.now
        let current = state.withLock { $0 }
        if let credentials = current.credentials, now < current.mandatory { return credentials }
        if now < current.pauseEnd, let fault = current.fault {
            if let credentials = current.credentials, !isExpired(credentials, now) {
                return credentials
            }
            throw fault
        }
        do throws(AWSCredentialsFault) {
            return try fetchInTurn()
        } catch {
            if let credentials = current.credentials, !isExpired(credentials, clock.now) {
                return credentials
            }
            throw error
        }
    }

    private func fetchInTurn() throws(AWSCredentialsFault) -> AWSCredentials {
        do throws(AWSCredentialsFault) {
            let credentials = try fetch()
            let now = clock.now
            guard !isExpired(credentials, now) else {
                let time = EventTime(seconds: credentials.expiration ?? 0)
                throw AWSCredentialsFault(origin, "they expired at \(time); renew them")
            }
            state.withLock { state in
                state = State(credentials: credentials)
                guard let end = credentials.expiration else { return }
                let lifetime = end - now
                state.advisory = end - min(900, lifetime / 2)
                state.mandatory = end - min(600, lifetime / 3)
            }
            return credentials
        } catch {
            // The next thread in turn need not find out again.
            state.withLock { state in
                state.fault = error
                state.pauseEnd = clock.now + 10
            }
            throw error
        }
    }
}
