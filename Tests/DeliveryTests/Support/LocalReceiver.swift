import Foundation

@testable import Delivery

/// A socket of the file system that messages are sent to, as `/dev/log` is.
final class LocalReceiver {
    private let descriptor: Int32

    private let kind: SocketAddress.Kind

    init(_ path: String, _ kind: SocketAddress.Kind = .datagram) throws {
        self.kind = kind
        descriptor = socket(AF_UNIX, kind.value, 0)
        let descriptor = descriptor
        let status = SocketAddress(path: path).bytes.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                bind(descriptor, $0.baseAddress, socklen_t(bytes.count))
            }
        }
        guard status == 0, kind == .datagram || listen(descriptor, 1) == 0 else {
            throw POSIXError(.EADDRNOTAVAIL)
        }
    }

    deinit { close(descriptor) }

    /// The next datagram, or what comes on the next connection first; nil where none comes.
    func next() -> String? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 10_000) > 0 else { return nil }
        let source = kind == .datagram ? descriptor : accept(descriptor, nil, nil)
        defer { if kind == .stream { close(source) } }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(source, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
