import CloudTrail

/// What a bucket or a function is for, as far as rules ask.
package enum TargetPurpose: String, CaseIterable, Hashable, Sendable {
    /// A bucket that keeps logs.
    case logs
    /// A function that rotates secrets.
    case rotation
}

/// Says what buckets and functions are for, by declaration or else by their names.
struct PurposeTable: Sendable {
    private let buckets: [NamePattern]?
    private let functions: [NamePattern]?
    private let guesses: Bool

    init(_ architecture: Architecture) {
        buckets = architecture.logBuckets
        let declared = architecture.secrets.compactMap { $0.rotation?.functions }
        functions = declared.isEmpty ? nil : declared.flatMap(\.self)
        guesses = architecture.guessesTheRest
    }

    /// What the bucket or the function of a call is for, and how that is known; nil where it is for
    /// neither.
    func purpose(of event: Event) -> (purpose: TargetPurpose, provenance: Provenance)? {
        if event.hasText(.eventSource, "s3.amazonaws.com") {
            guard let name = event[.requestParameters]?["bucketName"]?.string else { return nil }
            return provenance(of: name, buckets, NameGuess.isLogBucket).map { (.logs, $0) }
        }
        guard event.hasText(.eventSource, "lambda.amazonaws.com"),
            let name = event[.requestParameters]?["functionName"]?.string
        else { return nil }
        let function = Self.functionName(name)
        return provenance(of: function, functions, NameGuess.isRotator).map { (.rotation, $0) }
    }

    private func provenance(
        of name: String,
        _ declared: [NamePattern]?,
        _ guess: (String) -> Bool
    ) -> Provenance? {
        if let declared { return declared.contains { $0.matches(name) } ? .declared : nil }
        return guesses && guess(name) ? .guessed : nil
    }

    /// The name alone of a function that a call names by its ARN, a part of that, or with a version.
    private static func functionName(_ text: String) -> String {
        let parts = text.split(separator: ":")
        guard let marker = parts.firstIndex(of: "function"), marker + 1 < parts.count else {
            return parts.first.map(String.init) ?? text
        }
        return String(parts[marker + 1])
    }
}
