import ArgumentParser
import Basics
import Detection

/// Lists the techniques that rules are tagged with: `audit rules coverage`.
struct RulesCoverageCommand: ConsoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "List ATT&CK techniques that rules detect.",
        discussion: """
            Counts the rules that raise alerts, by the MITRE ATT&CK techniques they are tagged \
            with. With --format navigator, writes a layer for the ATT&CK Navigator, whose scores \
            are the numbers of rules.

              audit rules coverage
              audit rules coverage --format navigator > layer.json

            Exit status: 0 found, 1 none, 2 some rules were rejected.
            """
    )

    /// How the techniques are written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, jsonl, csv, tsv, navigator

        var rows: OutputFormat? { OutputFormat(rawValue: rawValue) }
    }

    private static let columns = [
        OutputColumn("technique", title: "TECHNIQUE", shrink: .never),
        OutputColumn("rules", title: "RULES", alignment: .trailing, shrink: .never),
        OutputColumn("level", title: "HIGHEST", shrink: .never) { Severity(rawValue: $0)?.style },
        OutputColumn("titles", title: "TITLES", shrink: .priority(1, minimum: 20)),
    ]

    @OptionGroup var rules: RuleSetOptions
    @OptionGroup var config: ConfigOptions
    @Option(
        help: ArgumentHelp(
            "Output format. Default: table on a terminal, jsonl in a pipe.",
            valueName: "format"
        )
    )
    var format: Format?

    func run(_ console: Console) throws -> ExitStatus {
        let set = try rules.load(declared: try config.placeholders(console))
        rules.sayRejected(set, console)
        let techniques = TechniqueCoverage.all(of: set)
        if format == .navigator {
            try console.output.write(TechniqueCoverage.layer(techniques))
        } else {
            let format = OutputFormat.resolve(format?.rows, isTerminal: console.isInteractive)
            var writer = format.rowWriter(
                columns: Self.columns,
                sink: console.output,
                layout: console.layout
            )
            for technique in techniques {
                try writer.write([
                    .text(technique.id), .integer(Int64(technique.titles.count)),
                    .optional(technique.level?.rawValue),
                    .text(technique.titles.joined(separator: "; ")),
                ])
            }
            try writer.finish()
        }
        try console.output.flush()
        guard set.rejected.isEmpty else { return .failure }
        return techniques.isEmpty ? .nothingFound : .success
    }
}

/// A technique of ATT&CK, and the rules that are tagged with it.
struct TechniqueCoverage {
    /// For example `T1098.003`.
    var id: String
    var titles: [String]
    var level: Severity?

    /// The techniques of a set, by their ids.
    static func all(of set: RuleSet) -> [TechniqueCoverage] {
        let program = RuleProgram(set)
        let headers =
            program.rules.filter(\.raisesAlerts).map(\.header)
            + program.correlations.filter(\.raisesAlerts).map(\.header)
        var found: [String: TechniqueCoverage] = [:]
        for header in headers {
            for id in header.techniques.map(\.id) {
                var technique = found[id] ?? TechniqueCoverage(id: id, titles: [], level: nil)
                technique.titles.append(header.displayTitle)
                technique.level = [technique.level, header.level].compactMap(\.self).max()
                found[id] = technique
            }
        }
        return found.values.sorted { $0.id < $1.id }
    }

    /// A layer of the ATT&CK Navigator.
    ///
    /// Related documentation:
    /// <https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md>
    static func layer(_ techniques: [TechniqueCoverage]) -> String {
        let most = techniques.map(\.titles.count).max() ?? 1
        let entries = techniques.map { technique in
            "    {\"techniqueID\": \(JSONText.quoted(technique.id)), "
                + "\"score\": \(technique.titles.count), "
                + "\"comment\": \(JSONText.quoted(technique.titles.joined(separator: "; "))), "
                + "\"enabled\": true, \"showSubtechniques\": true}"
        }
        return """
            {
              "name": "audit",
              "versions": {"layer": "4.5"},
              "domain": "enterprise-attack",
              "description": "Rules that raise alerts, by technique",
              "filters": {"platforms": ["IaaS", "SaaS", "Identity Provider"]},
              "sorting": 3,
              "gradient": {"colors": ["#ffffff", "#66b1ff"], "minValue": 0, "maxValue": \(most)},
              "techniques": [
            \(entries.joined(separator: ",\n"))
              ]
            }

            """
    }
}
