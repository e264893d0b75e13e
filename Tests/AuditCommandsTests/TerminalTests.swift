import Testing

@testable import AuditCommands

struct TerminalTests {
    @Test(
        arguments: [
            (true, ["TERM": "xterm"], true), (true, ["TERM": "dumb"], false), (true, [:], false),
            (false, ["TERM": "xterm"], false), (true, ["TERM": "xterm", "NO_COLOR": "1"], false),
            (true, ["TERM": "xterm", "NO_COLOR": ""], true), (false, ["CLICOLOR_FORCE": "1"], true),
            (false, ["CLICOLOR_FORCE": "0"], false), (false, ["FORCE_COLOR": "3"], true),
            (false, ["FORCE_COLOR": "1", "NO_COLOR": "1"], false),
            (true, ["TERM": "xterm", "CLICOLOR": "0"], false), (true, ["FORCE_COLOR": "1"], true),
        ] as [(Bool, [String: String], Bool)]
    )
    func `Colour is for terminals that can show it and people who want it`(
        isTerminal: Bool,
        environment: [String: String],
        expected: Bool
    ) {
        #expect(
            Terminal.colorAllowed(isTerminal: isTerminal, environment: environment) == expected
        )
    }

    @Test(
        arguments: [
            (["COLUMNS": "132"], 132), ([:], 80), (["COLUMNS": "0"], 80), (["COLUMNS": "-5"], 80),
            (["COLUMNS": "wide"], 80),
        ] as [([String: String], Int)]
    )
    func `Without a terminal the environment decides the width`(
        environment: [String: String],
        width: Int
    ) {
        #expect(Terminal.width(-1, environment: environment) == width)
    }

    @Test
    func `An invalid file descriptor is not a terminal, and its table is not cut`() {
        #expect(!Terminal.isTerminal(-1))
        let layout = TableLayout(descriptor: -1, environment: ["COLUMNS": "40", "TERM": "xterm"])
        #expect(layout == TableLayout(width: nil, color: false))
    }

    @Test
    func `A style shows only where there is colour`() {
        #expect(Style.red.applied(to: "x", color: false) == "x")
        #expect(Style.red.applied(to: "x", color: true) == "\u{1b}[31mx\u{1b}[0m")
        #expect(Style.red.applied(to: "", color: true) == "")
    }
}
