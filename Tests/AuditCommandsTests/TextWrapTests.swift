import Testing

@testable import AuditCommands

struct TextWrapTests {
    @Test
    func `A text is broken at its spaces`() {
        #expect(
            TextWrap.lines("is not authorized to perform", width: 17)
                == ["is not authorized", "to perform"]
        )
        #expect(TextWrap.lines("日本 日本 日本", width: 9) == ["日本 日本", "日本"])
    }

    @Test
    func `A word longer than a line stays whole`() {
        #expect(
            TextWrap.lines("see arn:aws:iam::1:user/ben now", width: 8) == [
                "see", "arn:aws:iam::1:user/ben", "now",
            ]
        )
    }

    @Test(arguments: ["", "a", "a b", " a  b "])
    func `Text that fits is not changed`(text: String) {
        #expect(TextWrap.lines(text, width: 6) == [text])
        #expect(TextWrap.lines(text, width: nil) == [text])
    }

    @Test(arguments: [-5, 0, 1])
    func `No width is too narrow`(width: Int) {
        #expect(TextWrap.lines("a b", width: width) == ["a", "b"])
    }

    @Test(arguments: [
        ("GetSecretValue", 10, ["GetSecret", "Value"]),
        ("Copy of a disk", 8, ["Copy of", "a disk"]),
        ("prod/payments/oauth2-client", 15, ["prod/payments/", "oauth2-client"]),
        (
            "web-prod-instance/i-0c0ffee4d5e6a7b81", 20,
            ["web-prod-instance/", "i-0c0ffee4d5e6a7b81"]
        ),
        ("aaaaaaaaaaaa", 5, ["aaaaa", "aaaaa", "aa"]), ("日本日本日", 5, ["日本", "日本", "日"]),
        ("日本", 1, ["日", "本"]), ("2026-03-07T01:40:05Z", 12, ["2026-03-07", "T01:40:05Z"]),
        ("a  b", 3, ["a", "b"]), ("overdue, 2026-03-07", 12, ["overdue,", "2026-03-07"]),
        ("", 5, [""]), ("short", 5, ["short"]),
    ])
    func `A cell is broken where a reader would`(text: String, width: Int, lines: [String]) {
        #expect(TextWrap.cell(text, width: width, most: 4, cut: .end) == lines)
    }

    @Test(arguments: TextCut.allCases, [1, 2, 3, 7, 20])
    func `A cell takes no more lines than it may`(cut: TextCut, width: Int) {
        for text in [
            String(repeating: "x", count: 5_000), String(repeating: "a b", count: 900),
            String(repeating: "日/", count: 700),
        ] {
            let lines = TextWrap.cell(text, width: width, most: 4, cut: cut)
            #expect(lines.count <= 4)
            #expect(lines.joined().contains("…"))
            #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= max(width, 2) })
        }
    }

    @Test
    func `A cell that is too long keeps its end where that tells most`() {
        let arn = "arn:aws:sts::510000000001:assumed-role/web-prod-instance/i-0c0ffee4d5e6a7b81"
        let lines = TextWrap.cell(arn, width: 15, most: 4, cut: .middle)
        #expect(lines.first == "arn:aws:sts::")
        #expect(lines.last?.hasSuffix("7b81") == true)
    }
}
