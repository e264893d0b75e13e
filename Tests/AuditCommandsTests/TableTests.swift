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
                TIME                 WHO                                       COUNT  EVENT
                1970-01-01 00:00:00  arn:aws:iam::111122223333:role/deploy         7  AssumeRole
                1970-01-01 00:00:01  Zoë 日本                               12345678

                """
        )
    }

    @Test
    func `A narrow terminal gets a table that fits and says what was cut`() throws {
        #expect(
            try OutputFormat.table.rendered(Self.columns, Self.rows, width: 59) == """
                TIME                 WHO                  COUNT  EVENT
                1970-01-01 00:00:00  arn:aws:…/deploy         7  AssumeRole
                1970-01-01 00:00:01  Zoë 日本          12345678

                """
        )
    }

    @Test
    func `A column of lower priority is cut when the other is at its minimum`() throws {
        let text = try OutputFormat.table.rendered(Self.columns, Self.rows, width: 49)
        #expect(text.contains("  arn:…loy  "))
        #expect(text.contains("  AssumeR…\n"))
        #expect(text.contains("1970-01-01 00:00:00"))
    }

    @Test(arguments: 42...120)
    func `Every line fits the terminal`(width: Int) throws {
        let text = try OutputFormat.table.rendered(Self.columns, Self.rows, width: width)
        for line in text.split(separator: "\n") {
            #expect(DisplayWidth.columns(of: String(line)) <= width)
        }
    }

    @Test
    func `What may never be cut is whole on the narrowest terminal`() throws {
        let text = try OutputFormat.table.rendered(Self.columns, Self.rows, width: 1)
        #expect(text.contains("1970-01-01 00:00:00"))
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

    /// A table that says which secret was read; who and when may go.
    private static let ranked = [
        OutputColumn("TIME (UTC)", shrink: .never, rank: 2),
        OutputColumn("SECRET", shrink: .priority(1, minimum: 12), wraps: true),
        OutputColumn("WHO", shrink: .priority(2, minimum: 6), rank: 1),
    ]

    private static let read: [[OutputValue]] = [
        [.time(0), .text("prod/payments/oauth2"), .text("deploy")]
    ]

    @Test(arguments: [
        (80, "TIME (UTC) SECRET WHO"), (50, "TIME (UTC) SECRET WHO"),
        (41, "TIME (UTC) SECRET WHO"), (40, "SECRET WHO"), (20, "SECRET WHO"), (18, "SECRET"),
    ])
    func `A narrow table leaves out what matters least`(width: Int, heading: String) throws {
        let text = try OutputFormat.table.rendered(Self.ranked, Self.read, width: width)
        let titles = text.prefix { $0 != "\n" }.split(separator: " ").joined(separator: " ")
        #expect(titles == heading)
        let secret = text.replacing("deploy", with: "").filter { !$0.isWhitespace }
        #expect(secret.hasSuffix("prod/payments/oauth2"))
        for line in text.split(separator: "\n") { #expect(line.count <= width) }
    }

    @Test
    func `A cell that is too wide takes several lines, in its style`() throws {
        let columns = [
            OutputColumn("NO", alignment: .trailing, shrink: .never),
            OutputColumn("STATE", shrink: .priority(1, minimum: 8), wraps: true) { _ in .red },
            OutputColumn("BY", shrink: .never),
        ]
        let rows: [[OutputValue]] = [
            [.integer(1), .text("BROKEN: assumer, network"), .text("ben")],
            [.integer(2), .text("kept"), .text("eva")],
        ]
        #expect(
            try OutputFormat.table.rendered(columns, rows, width: 25) == """
                NO  STATE             BY
                 1  BROKEN: assumer,  ben
                    network
                 2  kept              eva

                """
        )
        let text = try OutputFormat.table.rendered(columns, rows, width: 25, color: true)
        #expect(text.contains("\u{1b}[31mBROKEN: assumer,\u{1b}[0m"))
        #expect(text.contains("\u{1b}[31mnetwork\u{1b}[0m"))
    }
}
