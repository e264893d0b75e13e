import Testing

@testable import Alerting

/// Hits that are near in time are one alert.
@Suite struct ClusterTests {
    @Test(
        arguments: [
            ([], []),
            ([5...5], [5...5]),
            ([5...5, 15...15], [5...15]),
            ([5...5, 16...16], [5...5, 16...16]),
            ([40...41, 5...20, 30...30, 12...14], [5...41]),
            ([0...100, 5...6, 111...111], [0...100, 111...111]),
        ] as [([ClosedRange<Int64>], [ClosedRange<Int64>])]
    )
    func closeHitsAreOneAlert(
        ranges: [ClosedRange<Int64>],
        clusters: [ClosedRange<Int64>]
    ) {
        #expect(AlertUpdate.clusters(ranges, period: 10) == clusters)
        #expect(AlertUpdate.clusters(ranges.reversed(), period: 10) == clusters)
    }
}
