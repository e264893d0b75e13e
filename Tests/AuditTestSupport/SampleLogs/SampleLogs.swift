import Foundation

/// A week of CloudTrail files of a small company, and one incident in it.
///
/// "acme" runs five services on EC2 behind a load balancer, in three accounts. The services read their own
/// secrets, CI deploys through OIDC, people look around. On Saturday night somebody uses the credentials of
/// a production instance from outside. Equal seeds give equal files on every machine.
public struct SampleLogs: Sendable {
    /// A file of the dump.
    public struct File: Sendable {
        /// The path, `AWSLogs/…/….json.gz`.
        public let path: String
        /// The content before compression.
        public let json: [UInt8]
    }

    let seed: UInt64
    let incident: Bool
    let fleet: SampleFleet

    /// - Parameters:
    ///   - seed: decides about everything that is left to chance.
    ///   - incident: whether the attack takes place; without it the week is a benign one.
    public init(seed: UInt64 = 1, incident: Bool = true) {
        self.seed = seed
        self.incident = incident
        fleet = SampleFleet(seed: seed)
    }

    /// All files, in the order of their paths.
    public func files() -> [File] {
        let off = SampleIncident.trailStopped..<SampleIncident.trailStarted
        return DeliveryWriter(seed: seed, off: incident ? off : nil).files(of: entries())
    }

    /// Writes the files, compressed, below `directory`, and removes what was in its `AWSLogs`.
    public func write(into directory: String) throws {
        let root = URL(fileURLWithPath: directory, isDirectory: true)
        let manager = FileManager.default
        let logs = root.appendingPathComponent("AWSLogs", isDirectory: true)
        if manager.fileExists(atPath: logs.path) { try manager.removeItem(at: logs) }
        for file in files() {
            let url = root.appendingPathComponent(file.path)
            try manager.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(Gzip.compress(file.json, level: 9)).write(to: url)
        }
        try Data(DigestSigner.cloudTrail.publicKeys + [UInt8(ascii: "\n")])
            .write(to: root.appendingPathComponent("public-keys.json"))
    }

    /// The records of the week.
    private func entries() -> [SampleTape.Entry] {
        var everyday: [SampleTape.Entry] = []
        everyday += services()
        everyday += deployments()
        everyday += rotations()
        everyday += people()
        everyday += awsServices()
        everyday = everyday.filter { .start <= $0.time && $0.time < .end }
        guard incident else { return everyday }
        // While the trail is stopped nothing is recorded in production's main region.
        everyday.removeAll {
            $0.account == .prod && $0.region == SampleRegion.main
                && SampleIncident.trailStopped < $0.time && $0.time < SampleIncident.trailStarted
        }
        return everyday + attack() + response()
    }

    /// The rotations of the week, as far as they take place.
    var scheduledRotations: [SampleRotation] {
        SampleRotation.scheduled + (incident ? SampleRotation.afterIncident : [])
    }

    /// The minutes at which the services of an account refresh what they cache.
    func bursts(of account: SampleAccount) -> [SampleTime] {
        (0..<7).flatMap { day -> [SampleTime] in
            switch account {
            case .prod:
                // At the weekend there is less to do.
                return (0..<48).filter { day < 5 || $0 % 2 == 1 }.map { .at(day: day, 0, $0 * 30) }
            case .staging:
                return (0..<24).map { .at(day: day, $0, 15) }
            case .dev:
                let hours = (0..<24).filter { $0 % 6 == 0 || day < 5 && (7...18).contains($0) }
                return hours.map { .at(day: day, $0, 45) }
            }
        }
    }
}
