import Basics
import CloudTrail

/// Remembers which secrets calls touch, by the bytes of their requests.
///
/// A service reads its few secrets over and over, in the same words: only the first time are they
/// parsed. Calls that failed or were answered are not remembered, since what they touch does not
/// follow from the request alone.
///
/// - complexity: O(n) in the bytes of a request. Memory is bounded: about 4 MB.
package struct SecretCache {
    private static let bound = 2 << 20

    private var requests = TextTable()
    private var known: [[SecretAccess]] = []
    private var scratch: [UInt8] = []

    /// Makes a memo that remembers nothing.
    package init() {}

    /// Roughly the bytes of memory that the memo holds.
    package var weight: Int { requests.weight + known.count * 200 }

    /// Whether it has grown so much that it should be emptied.
    package var isFull: Bool { weight > Self.bound }

    /// Forgets everything; numbers given before mean nothing any more.
    package mutating func removeAll() {
        requests.removeAll()
        known.removeAll(keepingCapacity: true)
    }

    /// The touches of secrets in an event, and the number of their request.
    ///
    /// - parameters:
    ///   - event: The event.
    ///   - isInvoked: Whether its identity has an `invokedBy`; asked for few events.
    /// - returns: The same touches as `SecretAccess.accesses(in:)`. Calls with the same number
    ///   touch the same secrets alike; 0 says that this one is not remembered.
    package mutating func accesses(
        in event: Event,
        isInvoked: () -> Bool
    ) -> (number: Int, accesses: [SecretAccess]) {
        var mark: UInt8 = 0
        switch EventService(event) {
        case .secretsManager, .systemsManager: break
        case .keyManagement:
            // The keys of all else, of objects and disks, are in far more calls than secrets'.
            guard
                event.mayHold("SecretARN", in: .requestParameters)
                    || event.mayHold("PARAMETER_ARN", in: .requestParameters)
            else { return (0, []) }
            // What a service decrypts for somebody is a part of a call with a record of its own.
            mark = isInvoked() ? 1 : 0
        case .securityTokens, .signIn, .identities, .other: return (0, [])
        }
        guard event.has(.requestParameters), event.has(.recipientAccountId),
            !event.has(.responseElements), !event.has(.errorCode), !event.has(.errorMessage),
            !event.has(.additionalEventData), !event.has(.serviceEventDetails)
        else { return (0, SecretAccess.accesses(in: event)) }
        let number = Int(
            event.intern(
                spellingOf: [
                    .eventSource, .eventName, .recipientAccountId, .awsRegion, .requestParameters,
                ],
                mark: mark,
                in: &requests,
                scratch: &scratch
            )
        )
        if number > known.count { known.append(SecretAccess.accesses(in: event)) }
        return (number, known[number - 1])
    }
}
