import Foundation

/// Sends notices to a syslog server in the form of RFC 5424.
///
/// Syslog answers nothing: a message counts as delivered when the system has taken it. By UDP that
/// says little; by TCP (octets counted, RFC 6587) it says that the server was there and had not
/// closed the connection when the message was sent.
public struct SyslogChannel: DeliveryChannel {
    /// The channel's name.
    public let name: String
    let destination: SyslogDestination
    let deadline: Double
    let clock: WallClock

    /// Makes a channel.
    ///
    /// - parameters:
    ///   - name: The channel's name.
    ///   - destination: Where the server listens.
    ///   - deadline: The time for all of it, in seconds.
    ///   - clock: What the message's time is taken from.
    public init(
        name: String = "syslog",
        destination: SyslogDestination,
        deadline: Double = 10,
        clock: WallClock = .system
    ) {
        self.name = name
        self.destination = destination
        self.deadline = deadline
        self.clock = clock
    }

    /// Sends a notice.
    public func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        let message = SyslogMessage(
            notice: notice,
            time: clock.now,
            host: ProcessInfo.processInfo.hostName,
            process: ProcessInfo.processInfo.processIdentifier
        )
        let text = message.text(limit: destination.sizeLimit)
        do {
            try send(Array(text.utf8), Deadline(in: deadline))
            return .delivered(thread: nil)
        } catch {
            return .retry(reason: "\(destination): \(error.reason)", after: nil)
        }
    }

    private func send(_ bytes: [UInt8], _ deadline: Deadline) throws(SystemFault) {
        switch destination {
        case .unix(let path):
            let address = SocketAddress(path: path)
            // Most listen for datagrams, some for a stream in which NUL ends a message.
            do {
                try ClientSocket.connect(address, .datagram, deadline).send(bytes, deadline)
            } catch  where error.code == EPROTOTYPE {
                try ClientSocket.connect(address, .stream, deadline).send(bytes + [0], deadline)
            }
        case .udp(let host, let port):
            let addresses = try SocketAddress.resolve(host, port, .datagram, deadline)
            try ClientSocket.connect(addresses, .datagram, deadline).send(bytes, deadline)
        case .tcp(let host, let port):
            let addresses = try SocketAddress.resolve(host, port, .stream, deadline)
            let socket = try ClientSocket.connect(addresses, .stream, deadline)
            try socket.send(Array("\(bytes.count) ".utf8) + bytes, deadline)
            try socket.finish(deadline)
        }
    }
}
