/// Why a command could not do its work.
struct CommandFailure: Error {
    /// What is wrong, and what to do.
    var message: String
    /// How the process ends.
    var status = ExitStatus.failure
}
