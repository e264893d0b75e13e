import Testing

@testable import Basics

struct QuantitiesTests {
    @Test(arguments: [
        (0, "0 files"), (1, "1 file"), (2, "2 files"), (999, "999 files"), (1_000, "1,000 files"),
        (1_234_567, "1,234,567 files"), (-1_234, "-1,234 files"), (-1, "-1 files"),
    ])
    func `A count has its thousands apart, and its noun in the right number`(
        number: Int,
        expected: String
    ) {
        #expect(Count(number, "file").description == expected)
    }

    @Test
    func `The smallest and the largest number can be counted`() {
        #expect(Count(.max).description == "9,223,372,036,854,775,807")
        #expect(Count(.min).description == "-9,223,372,036,854,775,808")
    }

    @Test(arguments: [
        (0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (4_650_000, "4.7 MB"),
        (999_949, "999.9 kB"), (999_950, "1.0 MB"), (1_000_000, "1.0 MB"),
        (826_500_000, "826.5 MB"), (.max, "9223.4 PB"),
    ])
    func `Bytes have the unit that suits them`(bytes: Int64, expected: String) {
        #expect(Bytes(bytes).description == expected)
    }

    @Test(arguments: [
        (0, "0.0 s"), (0.04, "0.0 s"), (0.44, "0.4 s"), (9.94, "9.9 s"), (9.96, "10 s"),
        (59.4, "59 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s"), (3_599, "59 min 59 s"),
        (3_600, "1 h 00 min"), (11_400, "3 h 10 min"),
    ])
    func `A duration is notified as people tell it`(seconds: Double, expected: String) {
        #expect(ElapsedTime(seconds).description == expected)
    }

    @Test(arguments: [
        (0, 0, "0"), (1.5, 0, "2"), (1.25, 1, "1.3"), (0.0004, 3, "0.000"), (12.3456, 3, "12.346"),
        (0.05, 2, "0.05"), (-1.5, 1, "-1.5"), (-0.001, 2, "0.00"), (.nan, 1, "0"),
        (.infinity, 1, "0"), (0.999, 2, "1.00"),
    ])
    func `Decimals are rounded, and never in scientific notation`(
        number: Double,
        places: Int,
        expected: String
    ) {
        #expect(Decimals.text(number, places: places) == expected)
    }
}
