import Testing

@testable import Basics

struct TextTableTests {
    @Test
    func `Equal texts have one number, and numbers begin at 1`() {
        var table = TextTable()
        let numbers = ["b", "a", "b", "", "é", "a"].map { table.intern($0) }
        #expect(numbers == [1, 2, 1, 0, 3, 2])
        #expect(table.count == 3)
        #expect((1...3).map { table[$0] } == ["b", "a", "é"])
        #expect(Array(table.utf8(3)) == [0xc3, 0xa9])
    }

    @Test
    func `Thousands of texts of all lengths keep apart`() {
        var table = TextTable()
        var texts = (0..<5_000).map { "text-\($0)" }
        texts += (1..<300).map { String(repeating: "x", count: $0) }
        texts += (1..<40).map { String(repeating: "\u{0}", count: $0) }
        for (index, text) in texts.enumerated() { #expect(table.intern(text) == Int32(index + 1)) }
        for (index, text) in texts.enumerated() {
            #expect(table.intern(text) == Int32(index + 1))
            #expect(table[Int32(index + 1)] == text)
        }
        #expect(table.count == texts.count)
    }

    @Test
    func `Texts that differ in one byte are two`() {
        var table = TextTable()
        var numbers: Set<Int32> = []
        for length in 1...40 {
            let text = [UInt8](repeating: 0x61, count: length)
            numbers.insert(table.intern(text.span))
            for place in 0..<length {
                var changed = text
                changed[place] ^= 1
                numbers.insert(table.intern(changed.span))
            }
        }
        #expect(numbers.count == table.count)
        #expect(table.count == 40 + 40 * 41 / 2)
    }

    @Test
    func `A table that has forgotten all begins anew`() {
        var table = TextTable()
        for round in 1...3 {
            for number in 1...200 { #expect(table.intern("\(round)-\(number)") == Int32(number)) }
            #expect(table.weight > 200)
            table.removeAll()
            #expect(table.count == 0)
        }
        #expect(table.intern("x") == 1)
        #expect(table[1] == "x")
    }

    @Test
    func `Bytes that are not UTF-8 keep apart`() {
        var table = TextTable()
        let first = table.intern([UInt8(0xff)].span)
        let second = table.intern([UInt8(0xfe)].span)
        #expect(first != second)
        #expect(Array(table.utf8(second)) == [0xfe])
    }
}
