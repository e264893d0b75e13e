/// Groups records into log files as CloudTrail delivers them: by account, region and five minutes.
struct DeliveryWriter {
    /// The records of one file.
    private struct Delivery {
        let account: SampleAccount
        var region: String
        /// The beginning of the five minutes.
        let window: SampleTime
        /// Until the delivery.
        let lag: Int
        var entries: [SampleTape.Entry]

        var minute: SampleTime { window + lag }
    }

    private var random: SplitMix64

    /// The times between which production's main trail was off; nil where it never was.
    private let off: Range<SampleTime>?

    init(seed: UInt64, off: Range<SampleTime>? = nil) {
        self.off = off
        random = SplitMix64(seed: seed, part: "delivery")
    }

    /// The files of the records, digests among them, in the order of their paths.
    func files(of entries: [SampleTape.Entry]) -> [SampleLogs.File] {
        var writer = self
        let logs = writer.deliveries(of: entries).map { delivery in
            var delivery = delivery
            // While the trail of the main region is off, that of the global one goes on.
            if delivery.account == .prod, delivery.region == SampleRegion.main,
                let off, off.contains(delivery.window), off.contains(delivery.minute)
            {
                delivery.region = SampleRegion.global
            }
            return writer.file(of: delivery)
        }
        let all = logs.map(\.file) + DigestWriter(off: off).files(for: logs)
        return all.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private mutating func deliveries(of entries: [SampleTape.Entry]) -> [Delivery] {
        let sorted = entries.sorted { ($0.time, $0.eventID) < ($1.time, $1.eventID) }
        var deliveries: [Delivery] = []
        // The latest delivery of each account and region, by its index.
        var latest: [String: Int] = [:]
        for entry in sorted {
            let window = SampleTime(seconds: entry.time.seconds / 300 * 300)
            let region = folder(of: entry)
            let place = "\(entry.account.id)/\(region)/\(window.seconds)"
            if let index = latest[place] {
                deliveries[index].entries.append(entry)
            } else {
                latest[place] = deliveries.count
                // Two thirds of the files come within five minutes, the others within ten.
                let lag = random.chance(67) ? 300 : 600
                deliveries.append(
                    Delivery(
                        account: entry.account,
                        region: region,
                        window: window,
                        lag: lag,
                        entries: [entry]
                    )
                )
            }
        }
        return deliveries + copies(of: deliveries)
    }

    /// Few global events come in the files of the main region.
    private mutating func folder(of entry: SampleTape.Entry) -> String {
        guard entry.region == SampleRegion.global, random.chance(4) else { return entry.region }
        return SampleRegion.main
    }

    /// Some events are delivered twice, in another minute: whole files, and single events.
    private mutating func copies(of deliveries: [Delivery]) -> [Delivery] {
        stride(from: 60, to: deliveries.count, by: 131).map { index in
            let original = deliveries[index]
            let isWhole = random.chance(40)
            return Delivery(
                account: original.account,
                region: original.region,
                window: original.window,
                lag: original.lag == 300 ? 600 : 300,
                entries: isWhole ? original.entries : [random.pick(original.entries)]
            )
        }
    }

    private mutating func file(of delivery: Delivery) -> DeliveredLog {
        let folder =
            "AWSLogs/\(delivery.account.id)/CloudTrail/\(delivery.region)/"
            + delivery.minute.folder
        let name =
            "\(delivery.account.id)_CloudTrail_\(delivery.region)_\(delivery.minute.fileMinute)_"
            + random.fileSuffix()
        // Records inside a file are in no order.
        let entries = random.chance(60) ? random.shuffled(delivery.entries) : delivery.entries
        var json = Array(#"{"Records":["#.utf8)
        for (index, entry) in entries.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            json += entry.json
        }
        json += "]}".utf8
        let times = entries.map(\.time)
        return DeliveredLog(
            file: SampleLogs.File(path: "\(folder)/\(name).json.gz", json: json),
            account: delivery.account,
            region: delivery.region,
            minute: delivery.minute,
            oldest: times.min() ?? delivery.minute,
            newest: times.max() ?? delivery.minute
        )
    }
}

/// A log file, and what a digest says of it.
struct DeliveredLog {
    let file: SampleLogs.File
    let account: SampleAccount
    let region: String
    let minute: SampleTime
    let oldest: SampleTime
    let newest: SampleTime
}
