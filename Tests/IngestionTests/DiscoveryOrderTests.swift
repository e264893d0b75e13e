import AuditIndex
import AuditTestSupport
import Testing

@testable import Ingestion

struct DiscoveryOrderTests {
    private static func place(_ account: Int, _ region: String, _ day: Int, _ time: String)
        -> String
    {
        "AWSLogs/51000000000\(account)/CloudTrail/\(region)/2026/03/0\(day)/"
            + "51000000000\(account)_CloudTrail_\(region)_2026030\(day)T\(time)Z_abc.json.gz"
    }

    @Test
    func `Files come day by day, whatever account and region`() throws {
        try TemporaryFolder.with { folder in
            var random = SeededRandom(seed: 1)
            var places: [(order: String, path: String)] = []
            for account in 1...3 {
                for region in ["eu-west-1", "us-east-1"] {
                    for day in 1...4 {
                        for time in ["0005", "0010", "1200", "2355"] {
                            let place = Self.place(account, region, day, time)
                            places.append(("\(day)\(time)", place))
                        }
                    }
                }
            }
            for place in places.shuffled(using: &random) {
                try folder.write(LogText.gzip([1]), to: place.path)
            }
            let found = try Discovered([folder.path("AWSLogs")], folder)
            #expect(Set(found.paths) == Set(places.map { folder.path($0.path) }))
            #expect(found.paths.count == places.count)
            let orders = Dictionary(
                uniqueKeysWithValues: places.map { (folder.path($0.path), $0.order) }
            )
            let order = found.paths.compactMap { orders[$0] }
            #expect(order == order.sorted())
        }
    }

    @Test
    func `Files whose folders have no day are sorted by the time in their names`() throws {
        try TemporaryFolder.with { folder in
            let times = ["20260307T0010Z", "20260301T2300Z", "20260307T0005Z", "20250101T0000Z"]
            for (number, time) in times.enumerated() {
                try folder.write(
                    LogText.gzip([1]),
                    to: "logs/51000000000\(9 - number)_CloudTrail_eu-west-1_\(time)_a.json.gz"
                )
            }
            try folder.write(LogText.gzip([1]), to: "logs/zebra.json")
            try folder.write(LogText.gzip([1]), to: "logs/ape.json")
            let found = try Discovered([folder.path("logs")], folder)
            #expect(found.names.prefix(2) == ["ape.json", "zebra.json"])
            let order = found.names.dropFirst(2).map { $0.split(separator: "_")[3] }
            #expect(order.map(String.init) == times.sorted())
        }
    }

    @Test
    func `Small files are handed out in groups, and large ones soon`() throws {
        try TemporaryFolder.with { folder in
            for number in 0..<600 { try folder.write("{}", to: "logs/\(number).json") }
            let large = [UInt8](repeating: 32, count: 1 << 20)
            for number in 0..<3 { try folder.write(large, to: "logs/a\(number).json") }
            let found = try Discovered([folder.path("logs")], folder)
            #expect(found.units.reduce(0, +) == 603)
            #expect(found.units.allSatisfy { $0 <= 256 })
            #expect(found.units.filter { $0 < 200 }.count >= 3)
        }
    }
}
