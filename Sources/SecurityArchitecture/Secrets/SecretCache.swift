import Basics
import CloudTrail

/// Which secrets calls access, by the bytes of their requests.
///
/// A service reads its few secrets over and over, in the same words: only the first time are they
/// parsed. Calls that failed or were answered are not remembered, since what they access does not
/// follow from the request alone.
///
/// - complexity: O(n) in the bytes of a request. Memory is bounded: 2 MiB and one more request.
struct SecretCache {
    private static let bound = 2 << 20

    private var requests = TextTable()
    private var known: [[SecretAccess]] = []
    private var scratch: [UInt8] = []
    /// Changes when the numbers are given anew.
    private(set) var generation = 0

    /// The accesses to secrets in an event, and the number of their request.
    ///
    /// - parameter isInvoked: Whether the event's identity has an `invokedBy`; asked for few events.
    mutating func accesses(
        in event: Event,
        isInvoked: () -> Bool
    ) -> (number: Int, accesses: [SecretAccess]) {
        var mark: UInt8 = 0
        let service = EventService(event)
        switch service {
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
        else { return (0, SecretAccess.accesses(in: event, of: service)) }
        if requests.weight + known.count * 200 > Self.bound {
            requests.removeAll()
            known.removeAll(keepingCapacity: true)
            generation += 1
        }
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
        if number > known.count { known.append(SecretAccess.accesses(in: event, of: service)) }
        return (number, known[number - 1])
    }
}
