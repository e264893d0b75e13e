import Alerting

/// Sends a test to each channel: `audit alert --test-delivery`.
struct DeliveryTest {
    let settings: DeliverySettings

    func run(_ console: Console) throws -> ExitStatus {
        let notice = AlertNotice(
            id: console.now,
            key: "audit-test-delivery",
            kind: .test,
            title: "audit can reach you here",
            level: .informational,
            rule: "none: this is a test",
            reason: "Somebody ran audit alert --test-delivery.",
            first: console.now,
            last: console.now,
            count: 1
        )
        var hasFailed = false
        for entry in settings.channels where entry.name != PrintChannel.channelName {
            switch entry.channel.deliver(notice, thread: nil) {
            case .delivered: console.say("\(entry.name): a test has arrived")
            case .retry(let reason, _), .refused(let reason):
                console.complain("\(entry.name): \(reason)")
                hasFailed = true
            }
        }
        guard settings.channels.count > 1 else {
            console.complain("no channel is set up: see audit alert --help, --delivery")
            return .failure
        }
        return hasFailed ? .failure : .success
    }
}
