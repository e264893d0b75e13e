import ArgumentParser
import Foundation

@testable import AuditCommands

/// What the commands say of themselves, as the argument parser dumps it.
struct CommandManual {
    /// `audit` and every command below it, in the order of the help.
    private(set) var commands: [CommandHelp] = []

    static func audit() throws -> CommandManual {
        struct Dump: Decodable { var command: CommandHelp }
        let dump = try JSONDecoder().decode(Dump.self, from: Data(AuditCommand._dumpHelp().utf8))
        var manual = CommandManual()
        manual.add(dump.command, AuditCommand.self, [])
        return manual
    }

    private mutating func add(
        _ command: CommandHelp,
        _ kind: any ParsableCommand.Type,
        _ above: [String]
    ) {
        var command = command
        command.words = above + [command.commandName]
        command.usage = AuditCommand.usageString(for: kind)
        commands.append(command)
        for below in command.subcommands ?? [] {
            let kinds = kind.configuration.subcommands
            if let kind = kinds.first(where: { $0.configuration.commandName == below.commandName })
            {
                add(below, kind, command.words)
            }
        }
    }
}

/// The help of one command.
struct CommandHelp: Decodable {
    /// An option, a flag or an argument.
    struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String
        }

        var kind: String
        var shouldDisplay: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var allValues: [String]?
        var abstract: String?
    }

    var commandName: String
    var abstract: String?
    var discussion: String?
    var arguments: [Argument]?
    var subcommands: [CommandHelp]?

    /// The names from `audit` down to this command.
    var words: [String] = []
    var usage = ""

    private enum CodingKeys: String, CodingKey {
        case commandName, abstract, discussion, arguments, subcommands
    }

    var name: String { words.joined(separator: " ") }

    /// What can be given, but for `--help` and `--version`, which each command has.
    var options: [Argument] {
        (arguments ?? []).filter { argument in
            let names = argument.names?.map(\.name) ?? []
            return argument.shouldDisplay && !names.contains("help") && !names.contains("version")
        }
    }
}
