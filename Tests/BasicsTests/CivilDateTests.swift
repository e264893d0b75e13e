import Testing

@testable import Basics

struct CivilDateTests {
    @Test(arguments: [
        ((1970, 1, 1), 0), ((1969, 12, 31), -1), ((1970, 3, 1), 59), ((2000, 2, 29), 11_016),
        ((2000, 3, 1), 11_017), ((2026, 3, 7), 20_519), ((9999, 12, 31), 2_932_896),
        ((1, 1, 1), -719_162), ((0, 3, 1), -719_468), ((1600, 2, 29), -135_081),
    ])
    func `A known day has its known number, both ways`(date: (Int, Int, Int), days: Int) throws {
        #expect(CivilDate.days(year: date.0, month: date.1, day: date.2) == days)
        let expected = try #require(CivilDate(year: date.0, month: date.1, day: date.2))
        #expect(CivilDate(daysSince1970: days) == expected)
        #expect(expected.daysSince1970 == days)
    }

    @Test
    func `Days follow one another without gap or repetition for 1,600 years`() {
        var wrong = 0
        var day = CivilDate(daysSince1970: -200_000)
        for number in -199_999...400_000 {
            let next = CivilDate(daysSince1970: number)
            let isNextDay = (next.year, next.month, next.day) == (day.year, day.month, day.day + 1)
            let isNextMonth =
                (next.year, next.month, next.day) == (day.year, day.month + 1, 1)
                && day.day == CivilDate.daysInMonth(day.month, year: day.year)
            let isNextYear =
                (next.year, next.month, next.day) == (day.year + 1, 1, 1)
                && (day.month, day.day) == (12, 31)
            if !(isNextDay || isNextMonth || isNextYear) || next.daysSince1970 != number
                || next <= day
            {
                wrong += 1
            }
            day = next
        }
        #expect(wrong == 0)
    }

    @Test(arguments: [
        (2, 2026, 28), (2, 2024, 29), (2, 1900, 28), (2, 2000, 29), (2, 2100, 28), (1, 2026, 31),
        (4, 2026, 30), (6, 2026, 30), (7, 2026, 31), (8, 2026, 31), (9, 2026, 30), (11, 2026, 30),
        (12, 2026, 31),
    ])
    func `A month has its length`(month: Int, year: Int, length: Int) {
        #expect(CivilDate.daysInMonth(month, year: year) == length)
    }

    @Test(arguments: [
        (2026, 2, 29), (2026, 2, 30), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1),
        (2026, 1, 0), (2026, 1, 32), (2026, -1, 5), (2026, 5, -1),
    ])
    func `A day in no calendar is rejected`(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01"), (20_519, "2026-03-07"), (-719_162, "0001-01-01"),
        (2_932_897, "10000-01-01"), (-719_529, "-0001-12-31"),
    ])
    func `A date is written as ISO 8601 writes it`(days: Int, text: String) {
        #expect(CivilDate(daysSince1970: days).description == text)
    }
}
