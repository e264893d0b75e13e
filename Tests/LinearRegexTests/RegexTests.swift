import Testing

@testable import LinearRegex

struct RegexTests {
    /// Patterns with texts that they match, and texts that they do not.
    @Test(
        arguments: [
            ("abc", ["abc", "xabcx"], ["ab", "", "ABC", "acb"]),
            ("", ["", "x"], []),
            ("a|b", ["a", "xb"], ["", "c"]),
            ("(a|b)+c", ["ac", "abac"], ["c", "ab"]),
            ("a|", ["", "b"], []),
            (".", ["a", "é", "日", "🔐", " "], ["", "\n"]),
            ("^.$", ["a", "é", "日", "🔐", "a\n"], ["ab", "e\u{301}", "\n"]),
            (#"^\d{12}$"#, ["111122223333"], ["11112222333", "1111222233334", "١١١١٢٢٢٢٣٣٣٣"]),
            ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
            ("^a{2,}$", ["aa", "aaaa"], ["a"]),
            ("^a{0}b$", ["b"], ["ab"]),
            ("a{", ["a{"], ["a"]), ("a{x}", ["a{x}"], ["a"]), ("a{1", ["a{1"], ["a"]),
            ("^a*?b+?c??$", ["ab", "b", "bbc"], ["a"]),
            ("^(?:ab){2}$", ["abab"], ["ab"]),
            ("^(?<name>a)(?P<other>b)(?'third'c)$", ["abc"], ["ab"]),
            ("[a-c]", ["b"], ["d", "-"]), ("[^a-c]", ["d", "\n", "日"], ["a", ""]),
            ("[]a]", ["]", "a"], ["b"]), ("[^]a]", ["b"], ["]", "a"]),
            ("[a-]", ["a", "-"], ["b"]), ("[-a]", ["a", "-"], ["b"]),
            (#"[\d-z]"#, ["5", "-", "z"], ["y"]), (#"[a-\d]"#, ["a", "-", "7"], ["b"]),
            (#"[\w.]"#, ["_", "."], ["-"]), (#"[\]\\]"#, ["]", #"\"#], ["a"]),
            (#"[\b]"#, ["\u{8}"], ["b"]), ("[[:alpha:]_]", ["x", "_"], ["1", ":"]),
            ("[[:^digit:]]", ["x"], ["1"]), ("[[:]", ["[", ":"], ["a"]),
            ("[a[b]", ["[", "b"], ["c"]),
            ("[日-本]", ["木"], ["a"]), ("[é]", ["é"], ["e"]),
            (#"^\w+$"#, ["az_AZ09"], ["é", "-"]), (#"^\W$"#, ["é", "-"], ["a"]),
            (#"^\s$"#, [" ", "\t", "\u{B}"], ["\u{A0}", "x"]), (#"\S"#, ["x"], [" \n"]),
            (#"^\h$"#, ["\t", "\u{A0}"], ["\n"]), (#"^\v$"#, ["\u{B}", "\u{2028}"], [" "]),
            (#"\bcat\b"#, ["cat", "a cat.", "cat\n"], ["cats", "concat", "_cat"]),
            (#"\Bcat"#, ["concat"], ["cat", "a cat"]), (#"^\B$"#, [""], ["a"]),
            (#"a\b"#, ["a", "a-", "aé"], ["ab"]),
            ("^a$", ["a", "a\n"], ["a\n\n", "b\na", "a\nb"]),
            (#"\Aa\Z"#, ["a", "a\n"], ["ba", "ab"]), (#"a\z"#, ["a", "ba"], ["a\n"]),
            ("(?m)^a$", ["b\na", "a\nb", "a"], ["ba"]), ("(?m)^$", ["", "a\n\nb"], ["a", "a\n"]),
            ("(?m)a$\n^b", ["a\nb"], ["ab"]), ("$^", ["", "\n"], ["a", "\n\n"]),
            ("a^b", [], ["ab", "a\nb"]),
            ("a$\n", ["a\n"], ["a", "a\nb"]), (#"\n$"#, ["\n", "a\n\n"], ["a"]),
            ("(?s)a.b", ["a\nb"], ["ab"]), ("(?s:.)-.", ["\n-x"], ["x-\n"]),
            ("(?i)abc", ["ABC", "aBc"], ["ab"]), ("a(?i)b", ["ab", "aB"], ["AB"]),
            ("a(?i:b)c", ["aBc"], ["aBC"]), ("(?i)a(?-i)b", ["Ab"], ["aB"]),
            ("(a(?i)b)c", ["aBc"], ["abC"]), ("a(?i)b|c", ["aB", "C"], ["AB"]),
            ("(?i)[a-c]x", ["BX"], ["dx"]), ("(?i)[^a]", ["b"], ["A", "a"]),
            ("(?i)straße", ["STRAßE", "straẞe"], ["STRASSE"]), ("(?i)σ", ["Σ", "ς"], ["s"]),
            ("(?i)k", ["\u{212A}", "K"], []), ("(?i)\u{212A}", ["k"], []),
            ("(?i)i", ["I"], ["ı", "İ"]),
            ("(?i)É", ["é"], ["e"]), (#"(?i)\w"#, ["k"], ["\u{212A}"]),
            ("(?i)[[:upper:]]", ["a"], ["1"]),
            (#"\x41\x{1F510}\u00e9\0\e\t"#, ["A🔐é\0\u{1B}\t"], ["A"]),
            (#"\Qa.b*\E+"#, ["a.b*", "a.b**"], ["aXb"]), (#"\Qa|b"#, ["a|b"], ["a", "b"]),
            (#"a\Q\Eb"#, ["ab"], []), (#"\.\*\/\-\{\ \é"#, [".*/-{ é"], []),
            ("a(?#comment)b", ["ab"], []), ("()*", [""], []), ("(a*)*b", ["b", "aab"], ["a"]),
            ("(?:)", [""], []), ("(^a|b$)", ["ax", "xb"], ["xax"]), ("^*a", ["a", "ba"], []),
            (#"^\p{Lu}\p{Ll}+\PL$"#, ["Éa1"], ["éa1", "Éaa"]), (#"\p{^L}"#, ["1"], ["é"]),
            (#"[\p{Nd}]"#, ["٣"], ["a"]), (#"(?i)^\p{Lu}$"#, ["a"], ["1"]),
            ("a++b", ["aab"], ["b"]), ("[^\"]*+\"", ["ab\""], ["ab"]), ("^a++$", ["aa"], ["ab"]),
            ("x?+", [""], []), (#"\w++\b"#, ["ab"], ["-"]), ("a{2}+b", ["aab"], ["ab"]),
            ("a}b]", ["a}b]"], []), ("\u{FFFD}", ["\u{FFFD}"], ["x"]),
        ] as [(String, [String], [String])]
    )
    func `A pattern matches its texts and no others`(
        pattern: String,
        matching: [String],
        others: [String]
    ) throws {
        var matcher = LinearRegexMatcher(try LinearRegex(pattern))
        #expect(matching.filter { !matcher.matches($0) }.isEmpty)
        #expect(others.filter { matcher.matches($0) }.isEmpty)
    }

    @Test(
        arguments: [
            ("ABC", .ignoreCase, "xabc"), ("^b", .multiline, "a\nb"), ("a.b", .dotAll, "a\nb"),
            ("^A.B$", [.ignoreCase, .multiline, .dotAll], "x\na\nb\nx"),
        ] as [(String, LinearRegexOptions, String)]
    )
    func `Options are accepted`(pattern: String, options: LinearRegexOptions, text: String) throws {
        var plain = LinearRegexMatcher(try LinearRegex(pattern))
        var matcher = LinearRegexMatcher(try LinearRegex(pattern, options: options))
        let found = (matcher.matches(text), plain.matches(text))
        #expect(found == (true, false))
    }

    @Test(arguments: [
        (#"(a)\1"#, 3), (#"\k<n>"#, 0), ("a(?=b)", 1), ("(?!b)", 0), ("(?<=b)", 0), ("(?<!b)", 0),
        ("(?R)", 0), ("(?1)", 0), ("(?P>n)", 0), ("(?-1)", 0), ("(?(1)a|b)", 0), ("(?>a)", 0),
        ("(*UTF8)a", 0), ("(?x)a", 2), (#"\K"#, 0), (#"\R"#, 0), ("a(b", 1), ("(?i", 0),
        ("(?<n", 0), ("a)b", 1), ("a**", 2), ("*a", 0), ("a|+", 2), ("(?:*a)", 3), ("a*?+", 3),
        ("{2}", 0), ("a{,3}", 1), ("a{3,2}", 1), ("[z-a]", 1), ("[a", 0), ("[]", 0), ("[", 0),
        ("a\\", 1), (#"\y"#, 0), (#"\x{110000}"#, 0), (#"\x{D800}"#, 0), (#"\u12"#, 0),
        ("[[:alfa:]]", 1), (#"\p{Xx}"#, 0), ("(?#a", 0), ("a++a", 2), ("(ab)++c", 5),
        (#"a*+\ba"#, 2), ("(a++)*b", 3), ("a{6000}", 0), ("(a{100}){100}", 0),
        ("((((((x{9}){9}){9}){9}){9}){9})", 3),
    ])
    func `Unsupported syntax is an error with its place`(pattern: String, offset: Int) throws {
        let error = try #require(throws: LinearRegexError.self) { try LinearRegex(pattern) }
        #expect(error.offset == offset, "\(error)")
        #expect(error.description.contains("character \(offset + 1) of '\(pattern)'"))
    }

    @Test func `Limits hold`() {
        let deep = String(repeating: "(", count: 5_000) + String(repeating: ")", count: 5_000)
        #expect(throws: LinearRegexError.self) { try LinearRegex(deep) }
        #expect(throws: LinearRegexError.self) {
            try LinearRegex(String(repeating: "a", count: 10_001))
        }
        #expect(throws: LinearRegexError.self) {
            try LinearRegex((0..<90).map { #"[\p{L}\x{\#($0 + 20)}]"# }.joined())
        }
        #expect(throws: Never.self) { try LinearRegex("[A-Za-z0-9+/=]{1000,}") }
    }

    @Test(arguments: [
        ([0xFF] as [UInt8], true), ([0x61, 0xC3], true), ([0xC0, 0x80], true),
        ([0xED, 0xA0, 0x80], true), ([0xF4, 0x90, 0x80, 0x80], true), ([0x61], false),
    ])
    func `Invalid UTF-8 counts as the replacement character`(
        bytes: [UInt8],
        expected: Bool
    ) throws {
        var matcher = LinearRegexMatcher(try LinearRegex("\u{FFFD}"))
        let isMatch = matcher.matches(bytes.span)
        #expect(isMatch == expected)
    }
}
