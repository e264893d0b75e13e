import ArgumentParser

extension TimeExpression {
    /// Reads the time that an option was given.
    ///
    /// - parameters:
    ///   - text: What was typed.
    ///   - flag: The option, such as `--since`.
    ///   - now: The present, in seconds since 1970.
    /// - throws: A `ValidationError` that names the option, for what is no time.
    init(_ text: String, of flag: String, now: Int64) throws {
        do {
            self = try TimeExpression(text, now: now)
        } catch {
            throw ValidationError("\(flag): \(error)")
        }
    }
}
