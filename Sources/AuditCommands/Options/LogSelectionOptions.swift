import ArgumentParser
import AuditIndex
import Basics
import Ingestion

/// Selects log files by what their paths tell.
struct LogSelectionOptions: ParsableArguments {
    @OptionGroup var span: SpanOptions

    @OptionGroup var account: AccountOptions

    @Option(
        help: ArgumentHelp("Region of the events; repeatable, ! excludes.", valueName: "glob"),
        transform: OptionPattern<TextPattern>.glob
    )
    var region: [OptionPattern<TextPattern>] = []

    /// The files with events of the span, and of the accounts and regions.
    func selection(_ clock: Clock) throws -> LogSelection {
        var selection = LogSelection(try span.span(clock))
        if !account.account.isEmpty {
            let account = account
            selection.accounts = { account.contains($0) }
        }
        if !region.isEmpty {
            let region = region
            selection.regions = { OptionPattern.selects($0, region) }
        }
        return selection
    }
}
