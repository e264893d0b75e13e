import CloudTrail

extension Event {
    /// Whether the call was made in the web console.
    package var isInConsole: Bool {
        isTrue(.sessionCredentialFromConsole) || hasText(.eventType, "AwsConsoleSignIn")
    }
}
