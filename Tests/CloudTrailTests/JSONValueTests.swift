import CloudTrail
import Testing

struct JSONValueTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    @Test(arguments: [
        ("{}", JSONKind.object), ("[1]", .array), ("\"true\"", .string), ("0", .number),
        ("-1.0", .number),
        ("true", .boolean), ("false", .boolean), ("null", .null), ("\"\"", .string),
    ])
    func `A value is of the kind that its spelling says`(text: String, kind: JSONKind) throws {
        let value = try value(text)
        #expect(value.kind == kind)
        #expect(value.isNull == (kind == .null))
        #expect((value.string != nil) == (kind == .string))
        #expect((value.boolean != nil) == (kind == .boolean))
        #expect(value.json == text)
    }

    @Test(arguments: [
        (#""""#, ""), (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (#""\u0041\u00e9\u65E5\uFFFF""#, "Aé日\u{ffff}"), (#""\ud83d\udd10""#, "🔐"),
        (#""\uD83D\uDD10x""#, "🔐x"), (#""\ud800\udc00\udbff\udfff""#, "\u{10000}\u{10ffff}"),
        (#""\ud83d""#, "\u{fffd}"), (#""\ud83dx""#, "\u{fffd}x"), (#""\udd10""#, "\u{fffd}"),
        (#""\ud83d\n""#, "\u{fffd}\n"), (#""\ud83d\u0041""#, "\u{fffd}A"),
        (#""\ud83d\ud83d\udd10""#, "\u{fffd}🔐"), (#""\udd10\ud83d""#, "\u{fffd}\u{fffd}"),
        (#""\u0000""#, "\u{0}"), (#""a\u003db\u0026""#, "a=b&"), (#""é日🔐""#, "é日🔐"),
        (#""\\u0041""#, #"\u0041"#), (#""\\\\""#, #"\\"#), (#""x\\\"""#, #"x\""#),
        ("\"4:41:37\u{202f}PM\"", "4:41:37\u{202f}PM"),
    ])
    func `A string is unescaped when asked`(spelling: String, text: String) throws {
        let value = try value(spelling)
        #expect(value.string == text)
        #expect(value.text == text)
        #expect(value.json == spelling)
        let event = try Event(
            parsing: Array(#"{"eventTime":"2026-03-07T01:40:05Z","userAgent":\#(spelling)}"#.utf8)
        )
        #expect(event.text(.userAgent) == text)
        #expect(event.withText(.userAgent) { Array(copying: $0) } == Array(text.utf8))
    }

    @Test(
        arguments: [
            ("0", 0), ("-1", -1), ("1688990121000", 1_688_990_121_000),
            ("9223372036854775807", .max),
            ("-9223372036854775808", .min), ("9223372036854775808", nil), ("0.0", nil),
            ("1e3", nil),
            ("\"1\"", nil), ("true", nil), ("-0", 0),
        ] as [(String, Int64?)]
    )
    func `An integer is a number spelled as one`(text: String, integer: Int64?) throws {
        #expect(try value(text).integer == integer)
    }

    @Test(arguments: [
        "0", "0.0", "-0", "1.0", "1.50", "9.82222E-5", "1e+05", "12345678901234567890.123",
    ])
    func `A number keeps its spelling`(text: String) throws {
        #expect(try value(" [\(text)] ").elements.first?.json == text)
        #expect(try value("{\"a\":\(text)}")["a"]?.text == text)
    }

    @Test(
        arguments: [
            ("true", true, true), ("false", false, false), (#""true""#, nil, true),
            (#""True""#, nil, true),
            (#""TRUE""#, nil, true), (#""false""#, nil, false), (#""yes""#, nil, false),
            ("1", nil, false),
            ("null", nil, false), (#"["true"]"#, nil, false),
        ] as [(String, Bool?, Bool)]
    )
    func `A boolean is not the string that says so`(text: String, boolean: Bool?, says: Bool) throws
    {
        #expect(try value(text).boolean == boolean)
        #expect(try value(text).isTrue == says)
    }

    @Test
    func `Members and elements come in the record's order`() throws {
        let object = try value(
            #" { "b" : 1 , "a":[ 1 , "x" , {} ], "b":2, "\u0063":"", "":null } "#
        )
        #expect(object.members.map(\.key) == ["b", "a", "b", "c", ""])
        #expect(
            object.members.map(\.value.json) == ["1", #"[ 1 , "x" , {} ]"#, "2", #""""#, "null"]
        )
        #expect(object["a"]?.elements.map(\.json) == ["1", #""x""#, "{}"])
        #expect(object["b"]?.integer == 2, "the last of two counts")
        #expect(object["c"]?.string == "")
        #expect(object[""]?.isNull == true)
        #expect(object["d"] == nil)
        #expect(object.elements.isEmpty)
        #expect(try value("[]").elements.isEmpty)
        #expect(try value("[{}]").members.isEmpty)
        #expect(try value("[{\"a\":1}]")["a"] == nil)
        #expect(try value(#""{\"a\":1}""#)["a"] == nil)
    }

    @Test
    func `Keys may be any text`() throws {
        let object = try value(
            #"{"x-amz-id-2":1,"s3:x-amz-acl":2,"resource.resourceType":3,"*":4,"日":5,"a\"b":6,"a\\":7}"#
        )
        #expect(object["x-amz-id-2"]?.integer == 1)
        #expect(object["s3:x-amz-acl"]?.integer == 2)
        #expect(object["resource.resourceType"]?.integer == 3)
        #expect(object["*"]?.integer == 4)
        #expect(object["日"]?.integer == 5)
        #expect(object["a\"b"]?.integer == 6)
        #expect(object["a\\"]?.integer == 7)
        #expect(object[path: "a", "b"] == nil)
    }

    @Test
    func `Every top-level field is found, however its key is spelled`() throws {
        for field in EventField.allCases where field != .eventTime {
            let name = field.rawValue
            let escaped = name.unicodeScalars.map { scalar in
                let digits = String(scalar.value, radix: 16)
                return #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
            let oneEscaped = name.dropLast() + escaped.suffix(6)
            for key in [name, escaped, String(oneEscaped)] {
                let text = #"{"eventTime":"2026-03-07T01:40:05Z","\#(key)":"v","x":1}"#
                for event in [try Event(parsing: Array(text.utf8))] + LogReading("[\(text)]").events
                {
                    #expect(event.text(field) == "v", "\(key)")
                    #expect(event.value(at: name)?.string == "v")
                }
            }
            for key in [
                name + "x", String(name.dropLast()), name.uppercased() + "x", #"\u0000"# + name,
            ] {
                let text = #"{"eventTime":"2026-03-07T01:40:05Z","\#(key)":"v"}"#
                #expect(try Event(parsing: Array(text.utf8)).text(field) == nil, "\(key)")
            }
        }
    }

    @Test
    func `The key of the time may be escaped`() throws {
        let text = #"{"event\u0054ime":"2026-03-07T01:40:05Z"}"#
        #expect(try Event(parsing: Array(text.utf8)).time.seconds == 1_772_847_605)
        #expect(LogReading(text).events.count == 1)
    }

    @Test
    func `The last of two fields counts, and null is no value`() throws {
        let text = #"""
            {"eventName":"a","eventName":"b","errorCode":"x","errorCode":null,
            "eventTime":"2026-03-07T01:40:05Z","unknown":null}
            """#
        let event = try Event(parsing: Array(text.utf8))
        #expect(event.text(.eventName) == "b")
        #expect(event[.errorCode] == nil)
        #expect(event.value(at: "errorCode") == nil)
        #expect(event.value(at: "unknown")?.isNull == true)
        #expect(event.value(at: "missing") == nil)
        #expect(event.withText(.errorCode) { _ in 1 } == nil)
    }
}

extension [UInt8] {
    init(copying span: Span<UInt8>) {
        self = span.indices.map { span[$0] }
    }
}
