import ArgumentParser
import SecurityArchitecture

/// A length of time as people write it: `30s`, `10m`, `1h30m`.
struct WaitingTime: ExpressibleByArgument {
    /// The seconds.
    var seconds: Int64

    init?(argument: String) {
        guard let span = try? TimeSpan(argument) else { return nil }
        seconds = span.seconds
    }
}
