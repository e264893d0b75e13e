import CloudTrail
import Testing

struct AggregatedEventTests {
    @Test
    func `An aggregated event is at the start of its window, under its own id`() throws {
        let text = #"""
            {"eventVersion":"1.0","accountId":"510000000001","eventId":"55555555-0000-4000-8000-000000000001",
            "eventCategory":"Aggregated","eventType":"AwsAggregatedEvent","awsRegion":"eu-west-1",
            "eventSource":"s3.amazonaws.com","timeWindow":{"windowStart":"2026-11-20T10:00:00Z",
            "windowEnd":"2026-11-20T10:05:00Z","windowSize":"PT5M"},"summary":{"primaryDimension":{}}}
            """#
        let event = try #require(LogReading(text).events.first)
        #expect(event.isAggregated)
        #expect(event.time.description == "2026-11-20T10:00:00Z")
        #expect(event.identifier.description == "55555555-0000-4000-8000-000000000001")
        #expect(try !Event(parsing: Array(SampleRecord.event(1).utf8)).isAggregated)
    }
}
