import Basics
import SecurityArchitecture

/// A secret, and what the index saw of it.
package struct SecretRecord: Sendable {
    /// The secret's number in the index.
    var number: Int64
    /// The numbers of references that turned out to mean the same secret.
    var otherNumbers: [Int64] = []
    /// The secret.
    package var reference: SecretReference
    /// How often its value was read.
    package var reads = 0
    /// How many principals read it.
    package var readers = 0
    /// How many attempts to read it were denied.
    package var denied = 0
    /// When it was first accessed.
    package var firstSeen: EventTime?
    /// When its value was last read.
    package var lastRead: EventTime?
    /// When its value was last changed, by a rotation or by hand.
    package var lastChange: EventTime?
    /// The state of its rotation.
    package var rotation = RotationState()

    /// All its numbers, for SQL.
    var numbers: String {
        ([number] + otherNumbers).map(String.init).joined(separator: ",")
    }

    /// Adds what was seen of the same secret under another name.
    ///
    /// A principal who used both counts twice among the readers.
    mutating func add(_ other: SecretRecord) {
        otherNumbers.append(other.number)
        reads += other.reads
        readers += other.readers
        denied += other.denied
        firstSeen = [firstSeen, other.firstSeen].compactMap(\.self).min()
        lastRead = [lastRead, other.lastRead].compactMap(\.self).max()
        lastChange = [lastChange, other.lastChange].compactMap(\.self).max()
        if rotation == RotationState() { rotation = other.rotation }
    }
}

/// How far a secret's rotation is.
package struct RotationState: Hashable, Sendable {
    /// When the last rotation succeeded.
    package var lastSuccess: EventTime?
    /// When the last rotation failed or was abandoned.
    package var lastFailure: EventTime?
    /// When the last rotation began.
    package var lastStart: EventTime?
    /// How many rotations failed since the last that succeeded.
    package var failures = 0
    /// When somebody turned rotation off, and nobody on since.
    package var turnedOff: EventTime?

    /// Applies the next call or service event about the rotation, in the order of time.
    mutating func apply(_ eventName: String, _ time: EventTime, isFailure: Bool) {
        switch eventName {
        case "RotationStarted": lastStart = time
        case "RotationSucceeded":
            lastSuccess = time
            failures = 0
        case "RotationFailed", "RotationAbandoned":
            lastFailure = time
            failures += 1
        case "RotateSecret" where !isFailure: turnedOff = nil
        case "CancelRotateSecret" where !isFailure: turnedOff = time
        default: break
        }
    }

    /// Whether a rotation has begun and not ended.
    package var isUnderWay: Bool {
        guard let lastStart else { return false }
        let end = [lastSuccess, lastFailure].compactMap(\.self).max()
        return end.map { $0 < lastStart } ?? true
    }
}

/// A principal who read a secret, or tried to.
package struct SecretReader: Sendable {
    package var principal: IndexedPrincipal
    /// How often it read the value.
    package var reads = 0
    /// How often it was denied.
    package var denied = 0
    /// The first time of either.
    package var first: EventTime
    /// The last time of either.
    package var last: EventTime
    /// Where it called from.
    package var addresses: [String] = []
    /// The versions it asked for by id or stage; empty where it never named one.
    package var versions: [String] = []
}

/// A change of a secret: what was done to it but reading and describing it.
package struct SecretChange: Sendable {
    /// When.
    package var time: EventTime
    /// The name of the call or service event.
    package var eventName: String
    /// What it did.
    package var operation: String
    /// Who did it; a service for its own events.
    package var principal: IndexedPrincipal?
    /// The error code, where it failed.
    package var errorCode: String?
    /// Whether it failed.
    package var isFailure: Bool
}
