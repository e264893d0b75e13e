import Basics
import Dispatch
import Foundation

/// A connected socket that never blocks beyond a deadline, and is closed when it is released.
final class ClientSocket {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Connects to the first address that accepts.
    static func connect(
        _ addresses: [SocketAddress],
        _ kind: SocketAddress.Kind,
        _ deadline: Deadline
    ) throws(SystemFault) -> ClientSocket {
        var fault = SystemFault("no address to connect to")
        for address in addresses {
            do {
                return try connect(address, kind, deadline)
            } catch {
                fault = error
            }
        }
        throw fault
    }

    static func connect(
        _ address: SocketAddress,
        _ kind: SocketAddress.Kind,
        _ deadline: Deadline
    ) throws(SystemFault) -> ClientSocket {
        let descriptor = socket(address.family, kind.value, 0)
        guard descriptor >= 0 else { throw SystemFault.system() }
        let client = ClientSocket(descriptor: descriptor)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        #if canImport(Darwin)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        let status = address.bytes.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                Foundation.connect(descriptor, $0.baseAddress, socklen_t(bytes.count))
            }
        }
        guard status != 0 else { return client }
        guard errno == EINPROGRESS || errno == EAGAIN else { throw SystemFault.system() }
        try client.wait(for: Int16(POLLOUT), deadline)
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        guard code == 0 else { throw SystemFault.system(code) }
        return client
    }

    func send(_ bytes: [UInt8], _ deadline: Deadline) throws(SystemFault) {
        #if canImport(Darwin)
        let flags: Int32 = 0
        #else
        let flags = Int32(MSG_NOSIGNAL)
        #endif
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.send(
                    descriptor,
                    $0.baseAddress.map { $0 + sent },
                    $0.count - sent,
                    flags
                )
            }
            if count >= 0 {
                sent += count
            } else if errno == EAGAIN || errno == ENOBUFS {
                try wait(for: Int16(POLLOUT), deadline)
            } else if errno != EINTR {
                throw SystemFault.system()
            }
        }
    }

    /// Shuts down sending, and waits a moment for the other side's reaction.
    ///
    /// A server that was gone by then answers with a reset; one that keeps the connection open has
    /// the message.
    func finish(_ deadline: Deadline) throws(SystemFault) {
        shutdown(descriptor, Int32(SHUT_WR))
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, min(500, deadline.milliseconds)) > 0 else { return }
        var byte: UInt8 = 0
        if recv(descriptor, &byte, 1, 0) < 0, errno == ECONNRESET || errno == EPIPE {
            throw SystemFault("the connection closed before the message was sent")
        }
    }

    private func wait(for events: Int16, _ deadline: Deadline) throws(SystemFault) {
        while true {
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            let count = poll(&entry, 1, deadline.milliseconds)
            if count > 0 { return }
            guard count < 0, errno == EINTR else { throw SystemFault.late }
        }
    }
}

/// An address that a socket can be connected to.
struct SocketAddress: Sendable {
    enum Kind: Sendable {
        case datagram, stream

        #if canImport(Darwin)
        var value: Int32 { self == .stream ? SOCK_STREAM : SOCK_DGRAM }
        #else
        var value: Int32 {
            Int32(self == .stream ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue)
        }
        #endif
    }

    let family: Int32
    let bytes: [UInt8]

    /// Looks up a host, until a deadline.
    ///
    /// The lookup cannot be cancelled; after the deadline its thread ends by itself.
    static func resolve(
        _ host: String,
        _ port: UInt16,
        _ kind: Kind,
        _ deadline: Deadline
    ) throws(SystemFault) -> [SocketAddress] {
        let found = Locked<[SocketAddress]>([])
        let end = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            let addresses = lookUp(host, port, kind)
            found.withLock { $0 = addresses }
            end.signal()
        }
        guard end.wait(timeout: deadline.time) == .success else { throw SystemFault.late }
        let addresses = found.withLock { $0 }
        guard !addresses.isEmpty else { throw SystemFault("the host name does not resolve") }
        return addresses
    }

    private static func lookUp(_ host: String, _ port: UInt16, _ kind: Kind) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = kind.value
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let info = next?.pointee {
            let raw = UnsafeRawBufferPointer(start: info.ai_addr, count: Int(info.ai_addrlen))
            addresses.append(SocketAddress(family: info.ai_family, bytes: Array(raw)))
            next = info.ai_next
        }
        return addresses
    }
}

extension SocketAddress {
    init(path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { field in
            field.copyBytes(from: path.utf8.prefix(field.count - 1))
        }
        family = AF_UNIX
        bytes = withUnsafeBytes(of: address) { Array($0) }
    }
}
