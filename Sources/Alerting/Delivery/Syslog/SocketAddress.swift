import CloudTrail
import Dispatch
import Foundation

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

    /// Looks up a host, for no longer than a deadline.
    ///
    /// The look-up itself cannot be stopped; where it is late, its thread ends later by itself.
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
        guard !addresses.isEmpty else { throw SystemFault("there is no host of this name") }
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
    /// The address of a socket in the file system.
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
