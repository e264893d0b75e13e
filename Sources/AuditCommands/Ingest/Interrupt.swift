import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Calls a closure at the first Ctrl-C, or when the process is told to end; the second one ends
/// it at once, which the index survives.
final class Interrupt {
    private static let signals = [SIGINT, SIGTERM]
    private let sources: [any DispatchSourceSignal]

    init(_ body: @escaping @Sendable () -> Void) {
        sources = Self.signals.map { number in
            // Dispatch sees a signal only if its usual effect is off.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(
                signal: number,
                queue: DispatchQueue(label: "audit.interrupt")
            )
            source.setEventHandler { @Sendable in
                signal(number, SIG_DFL)
                body()
            }
            source.resume()
            return source
        }
    }

    /// Gives the signals their usual effect back.
    func cancel() {
        for source in sources { source.cancel() }
        for number in Self.signals { signal(number, SIG_DFL) }
    }
}
