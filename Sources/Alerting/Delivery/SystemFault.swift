import Foundation

/// Why the system did not do what it was asked for.
struct SystemFault: Error {
    let reason: String
    /// The `errno` of the call that failed; 0 where none did.
    let code: Int32

    init(_ reason: String, code: Int32 = 0) {
        self.reason = reason
        self.code = code
    }

    /// A failed call, by `errno`.
    static func system(_ code: Int32 = errno) -> SystemFault {
        SystemFault(String(cString: strerror(code)), code: code)
    }

    static let late = SystemFault("no answer in time")
}
