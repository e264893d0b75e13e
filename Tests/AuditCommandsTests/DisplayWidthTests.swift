import AuditTestSupport
import Basics
import Testing

@testable import AuditCommands

struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("ｆｕｌｌ", 8), ("ﾊﾝ", 2),
        ("한국", 4),
        ("\u{1112}\u{1161}\u{11ab}", 2), ("🔐", 2), ("👍🏽", 2), ("🇩🇪", 2), ("👩‍👩‍👧‍👦", 2), ("❤️", 2),
        ("1️⃣", 2), ("…", 1), ("│", 1), ("ก็", 1), ("עב", 2), ("\u{301}", 0), ("\u{0}\u{1b}", 0),
        ("𠀀", 2),
        ("☃", 1), ("☕", 2), ("\u{a0}", 1), ("aé日🔐", 6),
    ])
    func `A text takes its columns`(text: String, columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    @Test(arguments: [
        ("abcdef", 6, TextCut.end, "abcdef"), ("abcdef", 5, .end, "abcd…"),
        ("abcdef", 5, .start, "…cdef"),
        ("abcdef", 5, .middle, "ab…ef"), ("abcdef", 4, .middle, "ab…f"), ("abcdef", 1, .end, "…"),
        ("abcdef", 1, .start, "…"), ("abcdef", 1, .middle, "…"), ("abcdef", 0, .end, ""),
        ("日本語", 6, .end, "日本語"), ("日本語", 5, .end, "日本…"), ("日本語", 4, .end, "日…"),
        ("日本語", 4, .start, "…語"), ("日本語", 5, .middle, "日…語"), ("日本語", 2, .end, "…"),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3, .end, "👩‍👩‍👧‍👦…"), ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, .end, "…"),
        ("e\u{301}e\u{301}e\u{301}", 2, .end, "e\u{301}…"),
        ("éé", 2, .end, "éé"), ("", 0, .end, ""), ("", 5, .middle, ""),
    ])
    func `A text is cut by whole characters`(
        text: String,
        width: Int,
        cut: TextCut,
        expected: String
    ) {
        #expect(DisplayWidth.truncated(text, to: width, cut: cut) == expected)
    }

    @Test(
        arguments: HostileText.all + ["arn:aws:iam::111122223333:role/deploy", "日本語とemoji🔐👍🏽"],
        TextCut.allCases
    )
    func `A cut text never takes more columns than there are`(text: String, cut: TextCut) {
        let visible = TerminalText.visible(text)
        for width in 0...12 {
            let shown = DisplayWidth.truncated(visible, to: width, cut: cut)
            #expect(DisplayWidth.columns(of: shown) <= width)
            #expect(shown == visible || width == 0 || shown.contains("…"))
        }
    }
}
