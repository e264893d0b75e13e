import Basics

/// How a call ended.
package struct Outcome: Hashable, Sendable {
    /// Whether the call failed.
    package var isFailure: Bool
    /// Whether it failed because the caller was not allowed to make it.
    package var isDenied: Bool
    /// The record's `errorCode`; nil on success, and where a failure has only a message.
    package var errorCode: String?

    /// Describes how a call ended.
    package init(isFailure: Bool, isDenied: Bool, errorCode: String?) {
        self.isFailure = isFailure
        self.isDenied = isDenied
        self.errorCode = errorCode
    }

    /// A call that succeeded.
    package static let success = Outcome(isFailure: false, isDenied: false, errorCode: nil)
}

extension Event {
    /// How the call ended.
    ///
    /// `errorCode` decides; `null`, an empty text and `"200"`, which some services write, are
    /// success. A record without it has failed where it has an `errorMessage`, or where its
    /// response says `ConsoleLogin: Failure`. A dry run that would have succeeded
    /// (`Client.DryRunOperation`) did nothing, and counts as a failure.
    package var outcome: Outcome {
        if present(.errorCode) == nil, present(.errorMessage) == nil {
            guard isFailedLogin else { return .success }
            return Outcome(isFailure: true, isDenied: false, errorCode: nil)
        }
        if let code = self[.errorCode]?.text, !code.isEmpty {
            guard code != "200" else { return .success }
            let isDenied = Self.isDenial(code) || saysDenied
            return Outcome(isFailure: true, isDenied: isDenied, errorCode: code)
        }
        if let message = text(.errorMessage), !message.isEmpty {
            return Outcome(isFailure: true, isDenied: saysDenied, errorCode: nil)
        }
        guard isFailedLogin else { return .success }
        return Outcome(isFailure: true, isDenied: false, errorCode: nil)
    }

    private var saysDenied: Bool {
        self[.errorMessage]?.spelling.contains(ascii: "is not authorized to perform") == true
    }

    private var isFailedLogin: Bool {
        guard present(.responseElements) != nil,
            hasText(.eventName, "ConsoleLogin")
        else { return false }
        return self[.responseElements]?["ConsoleLogin"]?.string == "Failure"
    }

    /// Whether an error code says that the caller lacks a permission.
    package static func isDenial(_ errorCode: String) -> Bool {
        let code = errorCode.utf8
        return code.contains(ascii: "AccessDenied") || code.contains(ascii: "Unauthorized")
            || code.contains(ascii: "NotAuthorized") || code.contains(ascii: "AuthorizationError")
            || code.contains(ascii: "Forbidden")
    }
}

extension Span<UInt8> {
    /// Whether the bytes are those of an ASCII text.
    @inline(__always)
    func hasText(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index] != text.utf8Start[index] { return false }
        return true
    }
}
