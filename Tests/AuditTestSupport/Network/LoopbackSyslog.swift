import Basics
import Dispatch
import Foundation

/// A listener for syslog on 127.0.0.1 that keeps what it was sent, a datagram or a connection a
/// message.
public final class LoopbackSyslog: Sendable {
    private let listener: LoopbackListener
    private let received = Locked<[[UInt8]]>([])
    private let arrival = DispatchSemaphore(value: 0)

    /// The listener's port.
    public var port: UInt16 { listener.port }

    /// Calls `body` with a listener for datagrams.
    public static func udp<R>(_ body: (LoopbackSyslog) throws -> R) throws -> R {
        let server = LoopbackSyslog(try LoopbackListener(.datagram))
        server.listener.receive { [weak server] in server?.keep($0) }
        defer { server.listener.close() }
        return try body(server)
    }

    /// Calls `body` with a listener for connections, each read to its end.
    public static func tcp<R>(_ body: (LoopbackSyslog) throws -> R) throws -> R {
        let server = LoopbackSyslog(try LoopbackListener(.stream))
        server.listener.accept { [weak server] connection in
            var bytes: [UInt8] = []
            while case let piece = LoopbackListener.read(connection), !piece.isEmpty {
                bytes += piece
            }
            server?.keep(bytes)
        }
        defer { server.listener.close() }
        return try body(server)
    }

    private init(_ listener: LoopbackListener) { self.listener = listener }

    private func keep(_ bytes: [UInt8]) {
        received.withLock { $0.append(bytes) }
        arrival.signal()
    }

    /// Waits for a message, which has been sent, and returns it.
    public func next() -> String? {
        guard arrival.wait(timeout: .now() + 10) == .success else { return nil }
        return received.withLock { String(decoding: $0.removeFirst(), as: UTF8.self) }
    }
}
