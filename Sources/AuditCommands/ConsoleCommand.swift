import ArgumentParser

/// A command that talks to a console, and ends with a status.
protocol ConsoleCommand: ParsableCommand {
    /// Does what the command is for.
    func run(_ console: Console) throws -> ExitStatus
}
