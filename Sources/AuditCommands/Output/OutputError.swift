#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Why output could not be written.
enum OutputError: Error, Hashable, Sendable {
    /// The reader has gone, as `head` does when it has seen enough. No failure: exit quietly.
    case brokenPipe

    /// The system refused, for the reason of this `errno`.
    case system(Int32)
}

extension OutputError: CustomStringConvertible {
    /// What is wrong.
    var description: String {
        switch self {
        case .brokenPipe: "the reader of the output has gone"
        case .system(let code): "cannot write the output: \(String(cString: strerror(code)))"
        }
    }
}
