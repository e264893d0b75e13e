import Testing

@testable import AuditCommands

struct CellStyleTests {
    private static let columns = [
        OutputColumn("level", shrink: .never) { $0 == "high" ? .red : nil },
        OutputColumn("title"),
    ]

    private static let rows: [[OutputValue]] = [
        [.text("high"), .text("a")], [.text("low"), .text("b")],
    ]

    @Test
    func `A cell stands out, and the columns stay aligned`() throws {
        #expect(
            try OutputFormat.table.rendered(Self.columns, Self.rows, width: 40, color: true)
                == "\u{1b}[1mlevel  title\u{1b}[0m\n\u{1b}[31mhigh\u{1b}[0m   a\nlow    b\n"
        )
    }

    @Test
    func `Without colour there is none`() throws {
        #expect(
            try OutputFormat.table.rendered(Self.columns, Self.rows)
                == "level  title\nhigh   a\nlow    b\n"
        )
    }
}
