import Testing

@testable import Basics

struct TerminalTextTests {
    @Test(arguments: [
        ("plain ASCII ~", "plain ASCII ~"), ("\u{1b}[31mred", #"\u{1b}[31mred"#),
        ("a\nb\tc\rd", #"a\nb\tc\rd"#),
        ("\u{0}", #"\u{0}"#), ("\u{7f}", #"\u{7f}"#), ("\u{9b}2J", #"\u{9b}2J"#),
        ("\u{202e}fdp.exe", #"\u{202e}fdp.exe"#), ("\u{2066}\u{2069}", #"\u{2066}\u{2069}"#),
        ("prod\u{200b}db", #"prod\u{200b}db"#), ("\u{feff}", #"\u{feff}"#), ("\u{ad}", #"\u{ad}"#),
        ("\u{e0041}", #"\u{e0041}"#), ("\u{2028}\u{2029}", #"\u{2028}\u{2029}"#),
        ("👩\u{200d}👧", #"👩\u{200d}👧"#), ("Zoë 日本語 🔐 👍🏽 🇩🇪", "Zoë 日本語 🔐 👍🏽 🇩🇪"),
        ("e\u{301}", "e\u{301}"),
        (#"CORP\alice"#, #"CORP\alice"#), ("עברית", "עברית"), ("❤️", "❤️"), ("", ""),
    ])
    func `Terminal escapes are spelt out, the rest is kept`(text: String, visible: String) {
        #expect(Array(TerminalText.visible(text).unicodeScalars) == Array(visible.unicodeScalars))
    }

    @Test
    func `A carriage return with its line feed is spelt out too`() {
        #expect(TerminalText.visible("a\r\nb") == #"a\r\nb"#)
    }

    @Test
    func `Backslashes are doubled when asked`() {
        #expect(TerminalText.visible(#"a\n"#, escapingBackslash: true) == #"a\\n"#)
        #expect(TerminalText.visible("é\\\n", escapingBackslash: true) == #"é\\\n"#)
    }

    @Test
    func `A pile of combining marks is cut short`() {
        let pile = "e" + String(repeating: "\u{301}", count: 99)
        let marks = TerminalText.visible(pile).unicodeScalars.filter { $0 == "\u{301}" }
        #expect(marks.count < 20)
        // Two short piles are no high one.
        let short = "e\u{301}\u{302}\u{303}\u{304}\u{305}"
        #expect(TerminalText.visible(short + short) == short + short)
    }

    @Test(
        arguments: [
            0x1B, 0x00, 0x0A, 0x7F, 0x80, 0x9F, 0xAD, 0x61C, 0x200B, 0x200F, 0x2028, 0x202A, 0x202E,
            0x2066, 0x2069, 0xFEFF, 0xFFF9, 0xE007F,
        ] as [UInt32]
    )
    func `An unsafe scalar is known as such`(value: UInt32) throws {
        #expect(try #require(Unicode.Scalar(value)).isUnsafeToShow)
    }

    @Test
    func `Every control and format character is unsafe, but for those that are seen`() {
        // Number and reading signs of Arabic, Syriac, Kaithi and Egyptian, which have a glyph.
        let seen: Set<UInt32> = [
            0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
        ]
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), !seen.contains(value),
                !(0x600...0x605).contains(value), !(0x13430...0x1345F).contains(value)
            else { continue }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                if !scalar.isUnsafeToShow { Issue.record("U+\(String(value, radix: 16)) passes") }
            case .uppercaseLetter, .lowercaseLetter, .decimalNumber, .spaceSeparator:
                if scalar.isUnsafeToShow { Issue.record("U+\(String(value, radix: 16)) is kept") }
            default:
                break
            }
        }
    }
}
