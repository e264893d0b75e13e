import Testing

@testable import AuditCommands

struct TableTests {
    private static let columns = [
        OutputColumn("eventTime", title: "TIME", shrink: .never),
        OutputColumn(
            "audit.principal",
            title: "WHO",
            shrink: .priority(2, minimum: 8),
            cut: .middle
        ),
        OutputColumn("count", title: "COUNT", alignment: .trailing, shrink: .never),
        OutputColumn("eventName", title: "EVENT", shrink: .priority(1, minimum: 6)),
    ]

    private static let rows: [[OutputValue]] = [
        [
            .time(0), .text("arn:aws:iam::111122223333:role/deploy"), .integer(7),
            .text("AssumeRole"),
        ],
        [.time(1), .text("Zoë 日本"), .integer(12345678), .null],
    ]

    @Test
    func `Columns are aligned, and no line ends in a space`() throws {
        #expect(
            try OutputFormat.table.rendered(Self.columns, Self.rows) == """
                TIME                  WHO                                       COUNT  EVENT
                1970-01-01T00:00:00Z  arn:aws:iam::111122223333:role/deploy         7  AssumeRole
                1970-01-01T00:00:01Z  Zoë 日本                               12345678

                """
        )
    }

    @Test
    func `A narrow terminal gets a table that fits and says what was cut`() throws {
        #expect(
            try OutputFormat.table.rendered(Self.columns, Self.rows, width: 60) == """
                TIME                  WHO                  COUNT  EVENT
                1970-01-01T00:00:00Z  arn:aws:…/deploy         7  AssumeRole
                1970-01-01T00:00:01Z  Zoë 日本          12345678

                """
        )
    }

    @Test
    func `A column of lower priority is cut when the other is at its minimum`() throws {
        let text = try OutputFormat.table.rendered(Self.columns, Self.rows, width: 50)
        #expect(text.contains("  arn:…loy  "))
        #expect(text.contains("  AssumeR…\n"))
        #expect(text.contains("1970-01-01T00:00:00Z"))
    }

    @Test(arguments: 43...120)
    func `Every line fits the terminal`(width: Int) throws {
        let text = try OutputFormat.table.rendered(Self.columns, Self.rows, width: width)
        for line in text.split(separator: "\n") {
            #expect(DisplayWidth.columns(of: String(line)) <= width)
        }
    }

    @Test
    func `What may never be cut is whole on the narrowest terminal`() throws {
        let text = try OutputFormat.table.rendered(Self.columns, Self.rows, width: 1)
        #expect(text.contains("1970-01-01T00:00:00Z"))
        #expect(text.contains("12345678"))
    }

    @Test
    func `Nothing found prints nothing`() throws {
        #expect(try OutputFormat.table.rendered(Self.columns, [], width: 80, color: true) == "")
    }

    @Test
    func `The heading is bold where there is colour`() throws {
        let rows: [[OutputValue]] = [[.text("x")]]
        let columns = [OutputColumn("name", title: "NAME")]
        #expect(
            try OutputFormat.table.rendered(columns, rows, color: true)
                == "\u{1b}[1mNAME\u{1b}[0m\nx\n"
        )
        #expect(try OutputFormat.table.rendered(columns, rows) == "NAME\nx\n")
    }

    @Test
    func `The first rows choose the widths, and later cells are cut to them`() throws {
        let columns = [OutputColumn("a"), OutputColumn("b")]
        let short: [OutputValue] = [.text("12"), .text("34")]
        let long: [OutputValue] = [.text("123456"), .text("123456")]
        let rows = Array(repeating: short, count: 500) + [long]
        let cut = try OutputFormat.table.rendered(columns, rows, width: 80)
        #expect(cut.hasSuffix("\n1…  123456\n"))
        // Without a terminal there is no width to keep to.
        let whole = try OutputFormat.table.rendered(columns, rows)
        #expect(whole.hasSuffix("\n123456  123456\n"))
        // The rows before them all count.
        let early = try OutputFormat.table.rendered(columns, [short, long], width: 80)
        #expect(early == "a       b\n12      34\n123456  123456\n")
    }

    @Test
    func `The first rows appear before the last are known`() throws {
        let sink = OutputSink.inMemory()
        let layout = TableLayout(width: 80, color: false)
        var writer = OutputFormat.table.rowWriter(
            columns: [OutputColumn("a")],
            sink: sink,
            layout: layout
        )
        for _ in 0..<499 { try writer.write([.text("x")]) }
        #expect(sink.text == "")
        try writer.write([.text("x")])
        #expect(sink.text == "a\n" + String(repeating: "x\n", count: 500))
        try writer.write([.text("y")])
        #expect(sink.text.hasSuffix("x\ny\n"))
    }

    @Test
    func `Rows that end in empty cells and cells of spaces have no trailing space`() throws {
        let columns = [OutputColumn("a"), OutputColumn("b"), OutputColumn("c")]
        let text = try OutputFormat.table.rendered(columns, [[.text("x  "), .text(" "), .null]])
        #expect(text == "a    b  c\nx\n")
    }
}
