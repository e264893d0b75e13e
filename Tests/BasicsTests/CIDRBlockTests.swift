import Testing

@testable import Basics

struct CIDRBlockTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0/8"), ("10.1.2.3/8", "10.0.0.0/8"),
        ("203.0.113.7", "203.0.113.7/32"),
        ("1.2.3.4/0", "0.0.0.0/0"), ("2001:DB8::1/32", "2001:db8::/32"), ("::1", "::1/128"),
        ("2001:db8:ffff:ffff:ffff::/65", "2001:db8:ffff:ffff:8000::/65"), ("ffff::/0", "::/0"),
        ("::ffff:10.1.2.3/104", "10.0.0.0/8"), ("::ffff:10.1.2.3", "10.1.2.3/32"),
        ("::ffff:10.1.2.3/95", "::fffe:0:0/95"), ("1:2:3:4:5::/64", "1:2:3:4::/64"),
    ])
    func `A block is read, and bits after the prefix are cleared`(
        text: String,
        canonical: String
    ) throws {
        #expect(try CIDRBlock(text).description == canonical)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.0/8", "9.255.255.255", false), ("10.0.0.0/8", "::ffff:10.2.3.4", true),
        ("10.0.0.0/8", "::10.2.3.4", false), ("0.0.0.0/0", "255.255.255.255", true),
        ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
        ("::/0", "10.0.0.1", false),
        ("::/0", "::ffff:10.0.0.1", false), ("192.0.2.128/25", "192.0.2.127", false),
        ("192.0.2.128/25", "192.0.2.128", true), ("192.0.2.1/32", "192.0.2.1", true),
        ("192.0.2.1/32", "192.0.2.0", false), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::", false), ("2001:db8::/64", "2001:db8::ffff:0:0:1", true),
        ("2001:db8::/64", "2001:db8:0:1::", false),
        ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
        ("2001:db8::1/128", "2001:db8::1", true), ("2001:db8::1/128", "2001:db8::2", false),
        ("::ffff:10.0.0.0/104", "10.9.9.9", true),
    ])
    func `A block contains its addresses and no other`(
        block: String,
        address: String,
        expected: Bool
    ) throws {
        #expect(try CIDRBlock(block).contains(#require(IPAddress(address))) == expected)
    }

    @Test(arguments: [
        ("10.0.0.0/33", "0 to 32"), ("10.0.0.0/", "0 to 32"), ("10.0.0.0/08", "0 to 32"),
        ("10.0.0.0/-1", "0 to 32"), ("10.0.0.0/+8", "0 to 32"), ("10.0.0.0/8 ", "0 to 32"),
        ("10.0.0.0/8/8", "0 to 32"), ("10.0.0.0/255.0.0.0", "0 to 32"), ("10.0.0.0/٨", "0 to 32"),
        ("10.0.0.0/99999999999999999999", "0 to 32"), ("2001:db8::/129", "0 to 128"),
        ("2001:db8::/x", "0 to 128"), ("10.0.0/8", "for example 10.0.0.0/8"),
        ("", "for example 10.0.0.0/8"), ("/8", "for example 10.0.0.0/8"),
        (" 10.0.0.0/8", "for example 10.0.0.0/8"), ("10.0.0.256", "for example 10.0.0.0/8"),
        ("office", "for example 10.0.0.0/8"),
    ])
    func `An invalid block is an error with a valid example`(
        text: String,
        remedy: String
    ) throws {
        let error = try #require(throws: CIDRError.self) { try CIDRBlock(text) }
        #expect(error.description.hasPrefix("'\(text)' is not a CIDR block: "))
        #expect(error.description.hasSuffix(remedy) || error.description.contains(remedy))
    }

    @Test
    func `Blocks that mean the same are equal`() throws {
        #expect(try CIDRBlock("10.1.2.3/8") == CIDRBlock("10.0.0.0/8"))
        #expect(try CIDRBlock("10.0.0.0/8") != CIDRBlock("10.0.0.0/9"))
    }
}
