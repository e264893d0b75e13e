import Basics
import Dispatch
import Foundation

/// A socket that listens on 127.0.0.1, on a port that the system chooses, until it is closed.
///
/// Each connection has a thread of its own.
final class LoopbackListener: Sendable {
    enum Kind: Sendable {
        case stream, datagram

        #if canImport(Darwin)
        var value: Int32 { self == .stream ? SOCK_STREAM : SOCK_DGRAM }
        #else
        var value: Int32 {
            Int32(self == .stream ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue)
        }
        #endif
    }

    let port: UInt16
    private let descriptor: Int32
    private let isClosed = Locked(false)

    /// Binds the socket; a stream's listens, too.
    init(_ kind: Kind) throws {
        descriptor = socket(AF_INET, kind.value, 0)
        guard descriptor >= 0 else { throw POSIXError(.ENOTSOCK) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let status = withUnsafeMutableBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { bytes in
                bind(descriptor, bytes.baseAddress, size) == 0
                    && getsockname(descriptor, bytes.baseAddress, &size) == 0
            }
        }
        guard status, kind == .datagram || listen(descriptor, 64) == 0 else {
            throw POSIXError(.EADDRNOTAVAIL)
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Calls `body` with each connection, on a thread of its own, and closes it afterwards.
    func accept(_ body: @escaping @Sendable (Int32) -> Void) {
        whenReady { descriptor in
            let connection = Foundation.accept(descriptor, nil, nil)
            guard connection >= 0 else { return }
            Thread.detachNewThread {
                body(connection)
                Foundation.close(connection)
            }
        }
    }

    /// Calls `body` with each datagram.
    func receive(_ body: @escaping @Sendable ([UInt8]) -> Void) {
        whenReady { body(Self.read($0)) }
    }

    /// Calls `body` whenever there is something to read, until the listener is closed.
    ///
    /// The thread that listens closes the socket itself, so that it never listens at another that
    /// has got its number.
    private func whenReady(_ body: @escaping @Sendable (Int32) -> Void) {
        let (descriptor, isClosed) = (descriptor, isClosed)
        Thread.detachNewThread {
            while !isClosed.withLock({ $0 }) {
                var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                if poll(&entry, 1, 50) > 0 { body(descriptor) }
            }
            Foundation.close(descriptor)
        }
    }

    /// Ends what waits for a connection or a datagram.
    func close() { isClosed.withLock { $0 = true } }

    /// Reads what has come on a socket; empty at its end, or after a number of seconds.
    static func read(_ descriptor: Int32, seconds: Double = 10) -> [UInt8] {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(seconds * 1_000)) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }

    /// Writes all of some bytes, unless the other side is gone.
    @discardableResult
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        #if canImport(Darwin)
        let flags: Int32 = 0
        #else
        let flags = Int32(MSG_NOSIGNAL)
        #endif
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent, flags)
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
