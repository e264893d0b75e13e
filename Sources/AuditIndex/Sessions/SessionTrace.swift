import Basics
import SecurityArchitecture

/// The sessions behind a key, a session or an event: back to the first cause, and on to what was
/// done with it.
///
/// For example:
///
/// ```swift
/// for trace in try SessionTracer(index).traces(of: "ASIAEXAMPLEDEPLOYSTG") {
///     print(trace.cause, trace.links.count)
/// }
/// ```
package struct SessionTrace: Sendable {
    /// Where a chain of sessions begins.
    package enum Cause: Hashable, Sendable {
        /// A subject of an identity provider: a person, or a pipeline's job.
        case subject(Principal, provider: String?)
        /// An EC2 instance, by its id, whose role EC2 hands out to it.
        case instance(String)
        /// An AWS service: Lambda for its functions, CloudFormation for its stacks.
        case service(String)
        /// A user, the root user, or whoever else has no session of a role.
        case principal(IndexedPrincipal)
        /// Somebody of another account, whose own copy of the call is not in the index.
        case account(String?)
        /// A session whose beginning is not in the index.
        case missing
    }

    /// Where it begins.
    package var cause: Cause
    /// The sessions that began there.
    package var links: [SessionLink]
    /// How many keys of the session that was asked for are left out.
    package var omittedKeys = 0
}

/// A session in a trace, with those that began in it.
package struct SessionLink: Sendable {
    /// How the session began; nil where that is not in the index.
    package var start: SessionStartRecord?
    /// The other account's copy of the call that began it.
    package var copy: SessionStartRecord?
    /// The key; nil for attempts that failed, and sessions of the console before their first call.
    package var accessKey: String?
    /// The ARN of the session.
    package var session: String?
    /// Whose session it is, by its calls.
    package var principal: IndexedPrincipal?
    /// What was done with the key.
    package var uses: [SessionUse] = []
    /// The secrets that were accessed with the key.
    package var secrets: [SecretTrace] = []
    /// Other keys of the same session that were in use during the time of this one.
    package var siblings: [SessionUse] = []
    /// The sessions that were begun from this one; on the way to what was asked for, only the
    /// next one.
    package var children: [SessionLink] = []
    /// How many of those are left out.
    package var omitted = 0
    /// How often an attempt was repeated, itself included.
    package var attempts = 1
    /// Whether this is what was asked for.
    package var isAskedFor = false

    /// Tells the link from others.
    var identity: String {
        accessKey ?? start?.identifier.description ?? session ?? ""
    }

    /// When it began; where nobody knows, when it was first used.
    package var began: EventTime? { start?.start.time ?? uses.map(\.first).min() }
}
