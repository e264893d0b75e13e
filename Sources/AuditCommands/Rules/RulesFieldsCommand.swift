import ArgumentParser
import SecurityArchitecture

/// Lists the fields that rules can ask for: `audit rules fields`.
struct RulesFieldsCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "fields",
        abstract: "List the fields that rules can ask for.",
        discussion: """
            First those that audit.yaml gives an event, then the top-level fields of CloudTrail's \
            records. Below an object any path will do: requestParameters.secretId, \
            userIdentity.sessionContext.attributes.mfaAuthenticated. Arrays are passed through: \
            requestParameters.ipPermissions.items.cidrIp is each block of each permission.
            """
    )

    private static let columns = [
        OutputColumn("field", title: "FIELD", shrink: .never),
        OutputColumn("type", title: "TYPE", shrink: .never),
        OutputColumn("meaning", title: "MEANING", shrink: .priority(1, minimum: 24)),
        OutputColumn("example", title: "EXAMPLE", shrink: .priority(2, minimum: 12)),
    ]

    @OptionGroup(title: "Output") var format: FormatOptions

    func run(_ console: Console) throws -> ExitStatus {
        var writer = format.resolved(console).rowWriter(
            columns: Self.columns,
            sink: console.output,
            layout: console.layout
        )
        for field in FactField.allCases {
            try writer.write([
                .text(field.rawValue), .text(field.type.rawValue), .text(field.meaning),
                .text(field.example),
            ])
        }
        for field in RecordField.all {
            try writer.write([
                .text(field.name.rawValue), .text(field.type), .text(field.meaning),
                .text(field.example),
            ])
        }
        try writer.finish()
        return .success
    }
}
