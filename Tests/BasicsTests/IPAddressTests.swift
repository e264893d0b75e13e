import Testing

@testable import Basics

struct IPAddressTests {
    @Test(arguments: [
        ("0.0.0.0", 0), ("255.255.255.255", 0xFFFF_FFFF), ("203.0.113.7", 0xCB00_7107),
        ("10.0.0.1", 0x0A00_0001),
    ])
    func `An IPv4 address is read and written`(text: String, bits: UInt32) {
        #expect(IPAddress(text) == .v4(bits))
        #expect(IPAddress.v4(bits).description == text)
    }

    @Test(
        arguments: [
            ("::", 0, 0), ("::1", 0, 1), ("1::", 0x0001_0000_0000_0000, 0),
            ("2001:db8::1", 0x2001_0DB8_0000_0000, 1),
            ("2001:0DB8:0000:0000:0000:0000:0000:0001", 0x2001_0DB8_0000_0000, 1),
            ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008),
            ("1:2:3:4:5:6:7::", 0x0001_0002_0003_0004, 0x0005_0006_0007_0000),
            ("::2:3:4:5:6:7:8", 0x0000_0002_0003_0004, 0x0005_0006_0007_0008),
            ("::ffff:192.0.2.1", 0, 0xFFFF_C000_0201), ("::192.0.2.1", 0, 0xC000_0201),
            ("64:ff9b::192.0.2.33", 0x0064_FF9B_0000_0000, 0xC000_0221),
            ("1:2:3:4:5:6:1.2.3.4", 0x0001_0002_0003_0004, 0x0005_0006_0102_0304),
            ("0000:0000:0000:0000:0000:ffff:255.255.255.255", 0, 0xFFFF_FFFF_FFFF),
        ] as [(String, UInt64, UInt64)]
    )
    func `Any form of RFC 4291 is read`(text: String, high: UInt64, low: UInt64) {
        #expect(IPAddress(text) == .v6(high: high, low: low))
        #expect(IPAddress(text[...]) == .v6(high: high, low: low))
    }

    @Test(arguments: [
        "", ".", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1",
        "08.1.250.216", "01.2.3.4", "1.2.3.00", "1.2.3.0004", "0x1.2.3.4", "+1.2.3.4", "-1.2.3.4",
        "1.2.3.4 ", " 1.2.3.4", "1.2.3.4\n", "1.2.3.4\u{0}", "1.2.3.٤", "1.2.3.4/32", "3232235777",
        "cloudtrail.amazonaws.com", "AWS Internal", "abc", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
        "1::2::3", "1:2:3:4::5:6:7:8", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::", ":1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8:", "1:2:3:4:5:6:7:", "12345::", "g::", "fe80::1%eth0", "[::1]", "::1.2.3",
        "::1.2.3.04", "::1.2.3.4.5", "::1.2.3.4:5", "1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4",
        "::ffff:256.0.0.1", "1:2", "::-1", "2001:db8::1 ",
    ])
    func `Anything but an address is nil`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:DB8::000A", "2001:db8::a"),
        ("0:0:0:0:0:0:0:0", "::"), ("0:0:0:0:0:0:0:1", "::1"), ("1:0:0:0:0:0:0:0", "1::"),
        ("::ffff:c000:201", "::ffff:192.0.2.1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
    func `IPv6 is written as RFC 5952 asks`(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
        #expect(IPAddress(canonical) == IPAddress(text))
    }

    @Test
    func `Only an IPv4-mapped address equals another`() {
        #expect(IPAddress("::ffff:10.1.2.3")?.unmapped == .v4(0x0A01_0203))
        #expect(IPAddress("::10.1.2.3")?.unmapped == IPAddress("::10.1.2.3"))
        #expect(IPAddress("1::ffff:10.1.2.3")?.unmapped == IPAddress("1::ffff:10.1.2.3"))
        #expect(IPAddress("10.1.2.3")?.unmapped == .v4(0x0A01_0203))
        #expect(IPAddress("::ffff:10.1.2.3") != IPAddress("10.1.2.3"))
    }
}
