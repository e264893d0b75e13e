/// What the exit code of a command says.
///
/// The table is in the README, and each row has a test.
enum ExitStatus: Int32 {
    /// Something was found; or all input was good.
    case success = 0
    /// Nothing was found.
    case nothingFound = 1
    /// Some input could not be read, or the index failed.
    case failure = 2
    /// The command line is wrong.
    case usage = 64
    /// Somebody pressed Ctrl-C; what was done is kept.
    case interrupted = 130
}
