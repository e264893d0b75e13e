import Testing

@testable import Basics

struct GlobTests {
    @Test(arguments: [
        ("a", "a"), ("*", ""), ("*", "anything/at:all"), ("**", ""), ("a*", "a"), ("a*", "abc"),
        ("*c", "abc"), ("a*c", "ac"), ("a*c", "abcbc"), ("?", "a"), ("a?c", "abc"), ("*?", "a"),
        ("?*?", "ab"), ("a*b*c", "aXXbYYbZZc"), ("*ab", "aab"), ("*aab*", "aaab"),
        ("Get*", "GetSecretValue"),
        (
            "arn:aws:secretsmanager:*:secret:prod/*",
            "arn:aws:secretsmanager:eu-west-1:1:secret:prod/db/x"
        ),
        ("?", "é"), ("?", "日"), ("?", "🔐"), ("??", "e\u{301}"), ("*日*", "x日y"), ("pr?d", "pröd"),
        (#"\*"#, "*"), (#"\?"#, "?"), (#"\\"#, #"\"#), (#"a\*b*"#, "a*bc"), (#"\\*"#, #"\x"#),
        ("a\u{0}*", "a\u{0}b"), ("[a]", "[a]"), ("{a,b}", "{a,b}"),
    ])
    func `A text matches`(pattern: String, text: String) throws {
        #expect(try Glob(pattern).matches(text))
    }

    @Test(arguments: [
        ("a", ""), ("a", "A"), ("a", "ab"), ("a", "ba"), ("?", ""), ("?", "ab"), ("*?", ""),
        ("??", "é"),
        ("*??", "日"), ("*???", "日"), ("*??a*", "日ab"), ("a*c", "ab"), ("a*c", "abcd"), ("*b", "ba"),
        ("a?c", "ac"),
        (#"\*"#, "a"), (#"\?"#, "a"), (#"a\*"#, "ab"), ("prod/*", "staging/prod/x"),
        ("prod/*", "prod"),
        ("é", "e\u{301}"), ("[ab]", "a"), ("*ab", "aba"),
    ])
    func `A text does not match`(pattern: String, text: String) throws {
        #expect(try !Glob(pattern).matches(text))
    }

    @Test(arguments: [
        ("getsecret*", "GetSecretValue", true), ("GETSECRET*", "getsecretvalue", true),
        ("zoë*", "ZOË-laptop", true), ("ΣΊΣΥΦΟΣ", "σίσυφοσ", true), ("[", "{", false),
        ("@", "`", false), ("\u{212A}", "k", false), ("k", "\u{212A}", false),
        ("\u{212A}", "\u{212A}", true), ("İ", "İ", true), ("ß", "SS", false),
        ("p?od", "PROD", true),
    ])
    func `Case is ignored when asked`(pattern: String, text: String, expected: Bool) throws {
        #expect(try Glob(pattern, caseInsensitive: true).matches(text) == expected)
    }

    @Test(arguments: ["", "\\", #"a\"#, #"*\\\"#, #"\d"#, #"CORP\alice"#])
    func `A malformed pattern is an error that names it`(pattern: String) throws {
        let error = try #require(throws: GlobError.self) { try Glob(pattern) }
        #expect(pattern.isEmpty || error.description.contains(pattern))
        #expect(error.description.contains("write") || error.description.contains("written"))
    }

    @Test(arguments: [
        ("prod/db", "prod/db", true), ("prod/*", "prod/", false), ("*", "", false),
        ("?x", "", false),
        (#"a\*b*c"#, "a*b", false), (#"a\\b"#, #"a\b"#, true), ("é*", "é", false),
        ("a*b", "a", false),
    ])
    func `The text before the first wildcard is known`(
        pattern: String,
        prefix: String,
        isLiteral: Bool
    ) throws {
        let glob = try Glob(pattern)
        #expect(glob.literalPrefix == prefix)
        #expect(glob.isLiteral == isLiteral)
    }

    @Test
    func `The prefix keeps its case`() throws {
        #expect(try Glob("Prod/*", caseInsensitive: true).literalPrefix == "Prod/")
    }

    @Test(.timeLimit(.minutes(1)))
    func `A hostile pattern takes bounded time`() throws {
        let glob = try Glob(String(repeating: "a*", count: 60) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 20_000)))
        #expect(glob.matches(String(repeating: "a", count: 20_000) + "b"))
    }

    @Test(
        arguments: [
            [0x80], [0xC3], [0xE6, 0x97], [0xC0, 0xAF], [0xED, 0xA0, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF],
            [0xE0, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] as [[UInt8]]
    )
    func `Bytes that are not UTF-8 match wildcards only`(bytes: [UInt8]) throws {
        let any = try Glob("a*")
        let literal = try Glob("a\u{80}")
        let each = try Glob("a" + String(repeating: "?", count: bytes.count))
        let text = Array("a".utf8) + bytes
        let (anyMatches, eachMatches) = (any.matches(text.span), each.matches(text.span))
        let literalMatches = literal.matches(text.span)
        #expect(anyMatches)
        #expect(eachMatches)
        #expect(!literalMatches)
    }

    @Test
    func `It agrees with the plainest of matchers on everything short`() throws {
        let alphabet = ["a", "b", "é", "*", "?"]
        let texts = words(of: ["a", "b", "é"], upTo: 4)
        for pattern in words(of: alphabet, upTo: 4) where !pattern.isEmpty {
            let glob = try Glob(pattern)
            for text in texts {
                let expected = plainMatch(pattern[...], text[...])
                if glob.matches(text) != expected {
                    Issue.record("\(pattern) on \(text) should be \(expected)")
                }
            }
        }
    }

    private func words(of alphabet: [String], upTo length: Int) -> [String] {
        var all = [""]
        var last = [""]
        for _ in 0..<length {
            last = last.flatMap { word in alphabet.map { word + $0 } }
            all += last
        }
        return all
    }

    private func plainMatch(_ pattern: Substring, _ text: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return plainMatch(pattern.dropFirst(), text)
                || (!text.isEmpty && plainMatch(pattern, text.dropFirst()))
        }
        guard let next = text.first, first == "?" || first == next else { return false }
        return plainMatch(pattern.dropFirst(), text.dropFirst())
    }
}
