import Basics
import CCurl
import Foundation

/// Hands transfers to the thread that runs libcurl, which starts with the first of them.
final class HTTPLoop: Sendable {
    /// What the thread has to do.
    struct Work {
        var started: [HTTPTransfer] = []
        var resumed: [HTTPTransfer] = []
        var cancelled: [HTTPTransfer] = []
        var isClosed = false

        var isEmpty: Bool {
            started.isEmpty && resumed.isEmpty && cancelled.isEmpty && !isClosed
        }
    }

    private struct State: @unchecked Sendable {
        var work = Work()
        /// Once the thread runs, and until it ends.
        var curl: OpaquePointer?
        /// Whether the thread waits, and has to be woken.
        var isWaiting = false
    }

    private let connections: Int
    private let certificates: String?
    private let state = Locked(State())

    init(connections: Int, certificates: String?) {
        self.connections = connections
        self.certificates = certificates
    }

    func start(_ transfer: HTTPTransfer) {
        let code = state.withLock { state -> Int32 in
            if state.curl == nil {
                var code: Int32 = 0
                // Streams and other requests, each as many.
                state.curl = CCurlLoop_make(2 * connections, certificates, &code)
                guard let curl = state.curl else { return code }
                let thread = HTTPLoopThread(self, UncheckedPointer(curl), connections, certificates)
                Thread.detachNewThread { thread.run() }
            }
            state.work.started.append(transfer)
            Self.wake(&state)
            return 0
        }
        if code != 0 { transfer.end(.failure(HTTPFailure(code: code))) }
    }

    func resume(_ transfer: HTTPTransfer) {
        state.withLock { state in
            state.work.resumed.append(transfer)
            Self.wake(&state)
        }
    }

    func cancel(_ transfer: HTTPTransfer) {
        state.withLock { state in
            guard state.curl != nil else { return }
            state.work.cancelled.append(transfer)
            Self.wake(&state)
        }
    }

    /// Ends the thread; no transfer may be running.
    func close() {
        state.withLock { state in
            state.work.isClosed = true
            Self.wake(&state)
        }
    }

    /// Wakes the thread under the lock, so that it does not end meanwhile.
    private static func wake(_ state: inout State) {
        guard state.isWaiting, let curl = state.curl else { return }
        state.isWaiting = false
        CCurlLoop_wake(curl)
    }

    // MARK: Of the thread

    func takeWork() -> Work {
        state.withLock { state in
            state.isWaiting = false
            defer { state.work = Work() }
            return state.work
        }
    }

    /// Whether there is no work, in which case others wake the thread from now on.
    func mayWait() -> Bool {
        state.withLock { state in
            state.isWaiting = state.work.isEmpty
            return state.isWaiting
        }
    }

    /// Forgets libcurl's loop, which the thread is about to free.
    func forget() { state.withLock { $0.curl = nil } }
}

/// A pointer of C that threads hand to one another.
struct UncheckedPointer: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }
}

/// The thread that runs libcurl.
private final class HTTPLoopThread: @unchecked Sendable {
    private let loop: HTTPLoop
    private let curl: OpaquePointer
    private let connections: Int
    private let certificates: String?

    private var running: [OpaquePointer: HTTPTransfer] = [:]
    private var streams = Line()
    private var others = Line()

    /// Transfers that wait for a connection, in their order, and how many have one.
    private struct Line {
        private var waiting: [HTTPTransfer] = []
        private var first = 0
        var runningCount = 0

        mutating func append(_ transfer: HTTPTransfer) { waiting.append(transfer) }

        /// The next transfer that was not cancelled while it waited.
        mutating func next(_ connections: Int) -> HTTPTransfer? {
            while runningCount < connections, first < waiting.count {
                let transfer = waiting[first]
                first += 1
                if first == waiting.count || first >= 1_024 {
                    waiting.removeFirst(first)
                    first = 0
                }
                if !transfer.hasEnded { return transfer }
            }
            return nil
        }
    }

    init(
        _ loop: HTTPLoop,
        _ curl: UncheckedPointer,
        _ connections: Int,
        _ certificates: String?
    ) {
        self.loop = loop
        self.curl = curl.pointer
        self.connections = connections
        self.certificates = certificates
    }

    func run() {
        CCurlLoop_blockSignals()
        while true {
            let work = loop.takeWork()
            if work.isClosed { break }
            for transfer in work.started {
                if transfer.isStreamed { streams.append(transfer) } else { others.append(transfer) }
            }
            for transfer in work.cancelled where transfer.handle != nil { remove(transfer) }
            for transfer in work.resumed {
                if let handle = transfer.handle { CCurlLoop_resume(handle) }
            }
            while let transfer = others.next(connections) { start(transfer) }
            while let transfer = streams.next(connections) { start(transfer) }
            let works = CCurlLoop_perform(curl)
            if !finish(), works, loop.mayWait() { CCurlLoop_wait(curl, 60_000) }
            if !works { fail() }
        }
        fail()
        loop.forget()
        CCurlLoop_free(curl)
    }

    /// Ends what libcurl is done with, and returns whether there was anything.
    private func finish() -> Bool {
        var isAny = false
        while case let result = CCurlLoop_next(curl), let handle = result.transfer {
            isAny = true
            guard let transfer = running[handle] else { continue }
            remove(transfer)
            transfer.end(
                result.code == 0
                    ? .success(())
                    : .failure(
                        HTTPFailure(
                            code: result.code,
                            proxy: ProxyVariable.name(for: transfer.request),
                            proxyStatus: result.proxyStatus,
                            certificates: certificates
                        )
                    )
            )
        }
        return isAny
    }

    /// Ends what is running, where libcurl cannot go on.
    private func fail() {
        for transfer in running.values {
            remove(transfer)
            transfer.end(.failure(HTTPFailure(code: 2)))
        }
    }

    private func remove(_ transfer: HTTPTransfer) {
        guard let handle = transfer.handle else { return }
        transfer.handle = nil
        running[handle] = nil
        if transfer.isStreamed { streams.runningCount -= 1 } else { others.runningCount -= 1 }
        CCurlLoop_remove(curl, handle)
    }

    private func start(_ transfer: HTTPTransfer) {
        let handle: OpaquePointer
        do {
            handle = try transfer.start(in: curl)
        } catch {
            transfer.end(.failure(error))
            return
        }
        transfer.handle = handle
        running[handle] = transfer
        if transfer.isStreamed { streams.runningCount += 1 } else { others.runningCount += 1 }
    }
}

extension HTTPTransfer {
    /// Hands the request to libcurl, which copies it; callbacks find the transfer by an unretained
    /// pointer, so that it must be kept until it is removed.
    fileprivate func start(in curl: OpaquePointer) throws(HTTPFailure) -> OpaquePointer {
        let request = request
        let lines = try request.lines()
        let url = request.url.utf8.map { CChar(bitPattern: $0) } + [0]
        let limits = request.limits
        var exchange = 0
        if let seconds = limits.exchange {
            let waited = Double(DispatchTime.now().uptimeNanoseconds &- submitted) / 1e9
            guard seconds > waited else { throw HTTPFailure(code: 28) }
            exchange = Self.milliseconds(seconds - waited)
        }
        let handle = lines.text.withUnsafeBufferPointer { text in
            var pointers = lines.starts.map { start in text.baseAddress.map { $0 + start } }
            pointers.append(nil)
            return request.body.withUnsafeBytes { body in
                url.withUnsafeBufferPointer { url in
                    pointers.withUnsafeBufferPointer { headers in
                        var sent = CCurlRequest()
                        sent.method = request.method.curl
                        sent.url = url.baseAddress
                        sent.headers = headers.baseAddress
                        sent.body = body.baseAddress
                        sent.bodySize = body.count
                        sent.isDirect = request.isDirect
                        sent.connectionMilliseconds = Self.milliseconds(limits.connection)
                        sent.exchangeMilliseconds = exchange
                        sent.silenceSeconds = max(1, Int(min(limits.silence, 1e6).rounded(.up)))
                        sent.context = Unmanaged.passUnretained(self).toOpaque()
                        sent.onHeader = { context, bytes, count in
                            HTTPTransfer.at(context)?.append(
                                header: UnsafeRawBufferPointer(start: bytes, count: count)
                            ) ?? false
                        }
                        sent.onBody = { context, bytes, count in
                            HTTPTransfer.at(context)?.append(
                                body: UnsafeRawBufferPointer(start: bytes, count: count)
                            ) ?? CCURL_STOP
                        }
                        return CCurlLoop_start(curl, &sent)
                    }
                }
            }
        }
        guard let handle else { throw HTTPFailure(code: 2) }
        return handle
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> HTTPTransfer? {
        context.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func milliseconds(_ seconds: Double) -> Int {
        max(1, Int((min(seconds, 1e6) * 1_000).rounded()))
    }
}

extension HTTPRequest {
    /// The header lines for libcurl, each ended by NUL, and where each begins.
    fileprivate func lines() throws(HTTPFailure) -> (text: [CChar], starts: [Int]) {
        var text: [UInt8] = []
        var starts: [Int] = []
        for header in headers {
            starts.append(text.count)
            text += header.name.utf8
            // libcurl removes a header for `Name:` and sends an empty one for `Name;`.
            text += header.value.isEmpty ? ";".utf8 : ": ".utf8
            text += header.value.utf8
            text.append(0)
        }
        var own: [String] = []
        if !headers.contains(where: { $0.name.lowercased() == "user-agent" }) {
            own.append("User-Agent: audit")
        }
        // Otherwise curl waits a second for `100 Continue`, which few servers send.
        if !body.isEmpty { own.append("Expect:") }
        for line in own {
            starts.append(text.count)
            text += line.utf8
            text.append(0)
        }
        let ends = text.count { $0 == 0 }
        guard ends == starts.count, !text.contains(10), !text.contains(13),
            url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else {
            throw HTTPFailure(
                "the request has a line break in a header or a space in its URL; it was not sent",
                isTransient: false
            )
        }
        return (text.map { CChar(bitPattern: $0) }, starts)
    }
}

extension HTTPRequest.Method {
    fileprivate var curl: CCurlMethod {
        switch self {
        case .get: CCURL_GET
        case .head: CCURL_HEAD
        case .post: CCURL_POST
        case .put: CCURL_PUT
        }
    }
}
