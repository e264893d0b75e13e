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
}
