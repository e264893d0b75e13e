import Basics
import HTTP

/// An object that is read while it arrives.
///
/// A connection that breaks is made again, and the object read on from where it broke, if it is
/// still the same object. One thread at a time reads it; the transfer ends with ``cancel()``, or when
/// this is let go.
package final class S3Body: Sendable {
    private let state: Locked<State>
    private let current = Locked(Current())

    /// What another thread may cancel meanwhile.
    private struct Current: Sendable {
        var body: HTTPBody?
        var isCancelled = false
    }

    /// What the reader knows.
    private struct State {
        let client: S3Client
        var attempts: Result<S3Attempts, AWSFault>
        let buffer: Int
        var etag: String?
        /// The next byte of the object that the reader gets.
        var position: Int64
        /// The end of what is read, once it is known.
        var end: Int64?
        /// Of the first answer, and the object's length by it.
        var head: HTTPHead?
        var total: Int64?
        /// Bytes that come once more, because the store ignores ranges.
        var skipped: Int64 = 0
        var hasHead = false
        /// Bytes since the last failure.
        var progress = 0
        var fault: AWSFault?
    }

    /// Bytes that show that a connection works, so that failures before it do not count any more.
    private static let progress = 1 << 20

    init(
        _ client: S3Client,
        bucket: String,
        key: String,
        etag: String?,
        range: Range<Int64>?,
        buffer: Int
    ) {
        let attempts = Result { () throws(AWSFault) in
            S3Attempts(
                client,
                S3Call(
                    .get,
                    try S3Address(bucket: bucket, key: key),
                    action: "s3:GetObject",
                    limits: HTTPRequest.Limits(exchange: nil)
                )
            )
        }
        state = Locked(
            State(
                client: client,
                attempts: attempts,
                buffer: buffer,
                etag: etag.map(S3Object.unquoted),
                position: range?.lowerBound ?? 0,
                end: range?.upperBound
            )
        )
        state.withLock { state in
            do throws(AWSFault) { try start(&state) } catch { state.fault = error }
        }
    }

    /// Waits for what is known of the object before its bytes.
    package func object() throws(AWSFault) -> S3Object {
        try locked { state throws(AWSFault) in
            try waitForHead(&state)
            let key = try state.attempts.get().call.address.key ?? ""
            guard let head = state.head,
                let object = S3Object(key: key, size: state.total, head.headers)
            else {
                throw AWSFault(.notS3, "the answer has no length; check the endpoint")
            }
            return object
        }
    }

    /// Waits for the next bytes, and copies them.
    ///
    /// - parameter buffer: Not empty.
    /// - returns: How many bytes were copied, 0 at the end.
    /// - throws: An ``AWSFault`` where the object cannot be read any further.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(AWSFault) -> Int {
        try locked { state throws(AWSFault) in
            while true {
                try waitForHead(&state)
                if let end = state.end, state.position >= end { return 0 }
                guard let body = current.withLock({ $0.body }) else { return 0 }
                switch Result(catching: { () throws(HTTPFailure) in try body.read(into: buffer) }) {
                case .failure(let failure): try resume(&state, after: failure)
                case .success(0):
                    guard let end = state.end else { return 0 }
                    // libcurl knows the length of this body, but not what was asked for.
                    let reason = "the connection closed before byte \(end) of the object"
                    try resume(&state, after: HTTPFailure(reason, isTransient: true))
                case .success(let count):
                    let taken = take(count, of: buffer, &state)
                    if taken > 0 { return taken }
                }
            }
        }
    }

    /// Reads all of the object.
    ///
    /// - parameter limit: The most bytes; a longer object is a fault.
    package func contents(limit: Int) throws(AWSFault) -> [UInt8] {
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let result = buffer.withUnsafeMutableBytes { buffer in
                Result { () throws(AWSFault) in try read(into: buffer) }
            }
            let count = try result.get()
            guard count > 0 else { return contents }
            guard contents.count + count <= limit else {
                cancel()
                throw AWSFault(.other, "the object exceeds \(limit) bytes")
            }
            contents += buffer.prefix(count)
        }
    }

    /// Ends the transfer; who waits for it gets a fault.
    package func cancel() {
        let body = current.withLock { current in
            current.isCancelled = true
            return current.body
        }
        body?.cancel()
    }

    private var isCancelled: Bool { current.withLock { $0.isCancelled } }

    private func locked<R>(
        _ body: (inout State) throws(AWSFault) -> R
    ) throws(AWSFault) -> R {
        let result = state.withLock { state -> Result<R, AWSFault> in
            if let fault = state.fault { return .failure(fault) }
            do throws(AWSFault) {
                return .success(try body(&state))
            } catch {
                state.fault = error
                current.withLock { $0.body = nil }
                return .failure(error)
            }
        }
        return try result.get()
    }

    // MARK: Attempts

    /// Sends the request for what is still missing.
    private func start(_ state: inout State) throws(AWSFault) {
        var attempts = try state.attempts.get()
        attempts.call.headers = []
        if state.position > 0 || state.end != nil {
            // An end that comes of a length is the object's own, which the range then names, too.
            let last = state.end.map { "\($0 - 1)" } ?? ""
            attempts.call.headers.append(("Range", "bytes=\(state.position)-\(last)"))
        }
        if let etag = state.etag { attempts.call.headers.append(("If-Match", "\"\(etag)\"")) }
        let request = try attempts.request()
        state.attempts = .success(attempts)
        state.hasHead = false
        let body = state.client.http.stream(request, buffer: state.buffer)
        let isCancelled = current.withLock { current in
            current.body = body
            return current.isCancelled
        }
        if isCancelled { body.cancel() }
    }

    private func resume(_ state: inout State, after failure: HTTPFailure) throws(AWSFault) {
        var attempts = try state.attempts.get()
        if state.progress >= Self.progress { attempts.makeProgress() }
        state.progress = 0
        let pause = try attempts.pause(after: failure)
        state.attempts = .success(attempts)
        try start(&state, after: pause)
    }

    private func start(_ state: inout State, after pause: Double) throws(AWSFault) {
        state.client.clock.sleep(pause) { isCancelled }
        guard !isCancelled else { throw AWSFault(.cancelled, HTTPFailure.cancelledReason) }
        try start(&state)
    }

    /// Waits for an answer with bytes of the object, of as many attempts as it takes.
    private func waitForHead(_ state: inout State) throws(AWSFault) {
        while !state.hasHead {
            guard let body = current.withLock({ $0.body }) else { return }
            switch Result(catching: { () throws(HTTPFailure) in try body.head() }) {
            case .failure(let failure): try resume(&state, after: failure)
            case .success(let head): try check(head, body, &state)
            }
        }
    }

    private func check(
        _ head: HTTPHead,
        _ body: HTTPBody,
        _ state: inout State
    ) throws(AWSFault) {
        var attempts = try state.attempts.get()
        let address = attempts.call.address
        switch head.status {
        case 200, 206:
            break
        case 416 where isAtEnd(head, state):
            state.end = state.position
            state.hasHead = true
            return
        default:
            // A body that breaks is an answer without a code.
            let text = Result { () throws(HTTPFailure) in try body.rest(limit: 65_536) }
            let rejection = S3Rejection(head, body: (try? text.get()) ?? [])
            let pause = try attempts.pause(after: rejection)
            state.attempts = .success(attempts)
            try start(&state, after: pause)
            return
        }
        guard let etag = head.headers["etag"].map(S3Object.unquoted) else {
            throw AWSFault(
                .notS3,
                "\(address.shown): the answer has no ETag, so it is not S3's, but perhaps a page of "
                    + "a proxy; check https_proxy and the endpoint"
            )
        }
        guard state.etag == nil || state.etag == etag else {
            throw AWSFault(
                .replaced,
                "\(address.shown): \(S3Rejection.replaced)"
            )
        }
        state.etag = etag
        state.client.succeed()
        let length = head.headers["content-length"].flatMap { Int64($0) }
        var total = length
        state.skipped = state.position
        if head.status == 206 {
            guard let range = ContentRange(head.headers["content-range"] ?? ""),
                range.first == state.position
            else {
                throw AWSFault(
                    .notS3,
                    "\(address.shown): the answer has another range than the one asked for; check the "
                        + "endpoint"
                )
            }
            total = range.total
            state.skipped = 0
        }
        if state.head == nil {
            state.head = head
            state.total = total
        }
        if let total { state.end = min(state.end ?? total, total) }
        state.hasHead = true
    }

    /// Whether there is nothing left to read, so that no range is right.
    private func isAtEnd(_ head: HTTPHead, _ state: State) -> Bool {
        let total = head.headers["content-range"]?.split(separator: "/").last.flatMap { Int64($0) }
        return state.position > 0 && state.head != nil && total == state.position
    }

    /// Moves what is new of some bytes to the beginning of the buffer.
    private func take(
        _ count: Int,
        of buffer: UnsafeMutableRawBufferPointer,
        _ state: inout State
    ) -> Int {
        state.client.count(bytes: count)
        state.progress += count
        let old = Int(min(Int64(count), state.skipped))
        state.skipped -= Int64(old)
        var new = count - old
        if let end = state.end { new = Int(min(Int64(new), end - state.position)) }
        if old > 0, new > 0 {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[old..<old + new]))
        }
        state.position += Int64(new)
        return new
    }
}

/// `bytes 10-19/100`, or `bytes 10-19/*`.
private struct ContentRange {
    let first: Int64
    let total: Int64?

    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/")
        guard parts.count == 2,
            let first = parts[0].split(separator: "-").first.flatMap({ Int64($0) })
        else { return nil }
        self.first = first
        total = Int64(parts[1])
    }
}
