import AuditTestSupport
import Testing

@testable import AuditCommands

struct SeparatedTests {
    private static let columns = [
        OutputColumn("eventTime"), OutputColumn("userAgent"), OutputColumn("count"),
    ]

    @Test
    func `CSV has a header and quotes where they are needed`() throws {
        let text = try OutputFormat.csv.rendered(
            Self.columns,
            [
                [.time(0), .text("plain"), .integer(1)],
                [.null, .text(#"a "b", c"#), .integer(-1)],
                [.boolean(true), .text(" spaced "), .json("{\"a\": [1, 2]}")],
            ]
        )
        #expect(
            text == """
                eventTime,userAgent,count
                1970-01-01T00:00:00Z,plain,1
                ,"a ""b"", c",-1
                true, spaced ,"{""a"":[1,2]}"

                """
        )
    }

    @Test
    func `TSV has a header and escapes what would break a line or a cell`() throws {
        let text = try OutputFormat.tsv.rendered(
            Self.columns,
            [
                [.null, .text("a\tb\nc\\d\re"), .integer(7)],
                [.text("\u{1b}"), .text("\"x\""), .null],
            ]
        )
        #expect(
            text == "eventTime\tuserAgent\tcount\n"
                + "\t" + #"a\tb\nc\\d\re"# + "\t7\n" + #"\u{1b}"# + "\t\"x\"\t\n"
        )
    }

    @Test(arguments: [OutputFormat.csv, .tsv])
    func `An empty result still has its header`(format: OutputFormat) throws {
        #expect(try format.rendered([OutputColumn("eventID")], []) == "eventID\n")
    }

    @Test
    func `A row of one empty cell is not an empty line in CSV`() throws {
        let rows: [[OutputValue]] = [[.null], [.text("")], [.text("a")]]
        #expect(try OutputFormat.csv.rendered([OutputColumn("x")], rows) == "x\n\"\"\n\"\"\na\n")
    }

    @Test(
        arguments: ["=1+1", "+1", "-1", "@SUM", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"],
        [OutputFormat.csv, .tsv]
    )
    func `Text never starts a formula`(text: String, format: OutputFormat) throws {
        let output = try format.rendered([OutputColumn("x")], [[.text(text)]])
        let cell = try #require(output.split(separator: "\n").last)
        #expect(cell.hasPrefix("'"))
    }

    @Test(
        arguments: [
            (OutputValue.integer(-5), "-5"), (.text("a=b"), "a=b"), (.text("1-2"), "1-2"),
            (.json("-5"), "-5"), (.json("-1.5e3"), "-1.5e3"), (.text("x@y"), "x@y"),
            (.text("'"), "'"),
        ] as [(OutputValue, String)]
    )
    func `Text that is not a formula is not changed`(value: OutputValue, cell: String) throws {
        #expect(try OutputFormat.csv.rendered([OutputColumn("x")], [[value]]) == "x\n\(cell)\n")
        #expect(try OutputFormat.tsv.rendered([OutputColumn("x")], [[value]]) == "x\n\(cell)\n")
    }

    @Test
    func `A hostile column name is made safe too`() throws {
        #expect(
            try OutputFormat.csv.rendered([OutputColumn("=a,\u{1b}")], []) == "\"'=a,\\u{1b}\"\n"
        )
    }

    @Test(arguments: HostileText.all)
    func `TSV can be read back exactly`(string: String) throws {
        let output = try OutputFormat.tsv.rendered([OutputColumn("x")], [[.text(string)]])
        let cell = try #require(output.split(separator: "\n").last)
        let read = unescaped(
            cell.hasPrefix("'") && !string.hasPrefix("'") ? cell.dropFirst() : cell
        )
        #expect(Array(read.unicodeScalars) == Array(string.unicodeScalars))
    }

    private func unescaped(_ cell: Substring) -> String {
        var text = String.UnicodeScalarView()
        var scalars = cell.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            guard scalar == "\\", let kind = scalars.popFirst() else {
                text.append(scalar)
                continue
            }
            switch kind {
            case "n": text.append("\n")
            case "r": text.append("\r")
            case "t": text.append("\t")
            case "u":
                let digits = String(scalars.prefix { $0 != "}" }.dropFirst())
                scalars = scalars.drop { $0 != "}" }.dropFirst()
                if let value = UInt32(digits, radix: 16).flatMap({ Unicode.Scalar($0) }) {
                    text.append(value)
                }
            default: text.append(kind)
            }
        }
        return String(text)
    }
}
