import CCurl
import Foundation

/// One request and its response, shared by the thread that waits for it and the one that runs
/// libcurl.
///
/// A response is either collected, and cut at a limit, or streamed: then it waits for its reader,
/// and the transfer is paused while more than its buffer would wait.
final class HTTPTransfer: @unchecked Sendable {
    enum Kind {
        case collected(limit: Int)
        case streamed(buffer: Int)
    }

    let request: HTTPRequest
    let kind: Kind
    /// In nanoseconds, by the clock that never stops.
    let submitted = DispatchTime.now().uptimeNanoseconds
    /// libcurl's transfer while it runs; for the thread that runs it.
    var handle: OpaquePointer?

    private let condition = NSCondition()
    private var reader = HTTPHeadReader()
    private var body: [UInt8] = []
    /// How many bytes of the body have been read.
    private var start = 0
    private var isPaused = false
    private var isCut = false
    private var outcome: Result<Void, HTTPFailure>?

    init(_ request: HTTPRequest, _ kind: Kind) {
        self.request = request
        self.kind = kind
    }

    var isStreamed: Bool {
        if case .streamed = kind { true } else { false }
    }

    private func locked<R, Failure: Error>(
        _ body: () throws(Failure) -> R
    ) throws(Failure) -> R {
        condition.lock()
        defer { condition.unlock() }
        return try body()
    }

    // MARK: Of the thread that runs libcurl

    /// Adds a header line, and returns whether to go on.
    func append(header line: UnsafeRawBufferPointer) -> Bool {
        locked {
            let isHead = reader.result != nil
            guard reader.append(line) else { return false }
            if !isHead, reader.result != nil { condition.broadcast() }
            return true
        }
    }

    /// Adds a piece of the body.
    func append(body piece: UnsafeRawBufferPointer) -> CCurlStep {
        locked {
            switch kind {
            case .collected(let limit):
                let room = limit - body.count
                body += piece.prefix(room)
                isCut = piece.count > room
                return isCut ? CCURL_STOP : CCURL_GO_ON
            case .streamed(let limit):
                // A piece of a cancelled transfer is dropped: what ends it is on its way.
                guard outcome == nil else { return CCURL_GO_ON }
                let waiting = body.count - start
                if waiting > 0, waiting + piece.count > limit {
                    isPaused = true
                    return CCURL_PAUSE
                }
                if start > 0 {
                    body.removeFirst(start)
                    start = 0
                }
                body += piece
                condition.broadcast()
                return CCURL_GO_ON
            }
        }
    }

    /// Ends the transfer; the first to do so decides the outcome.
    func end(_ result: Result<Void, HTTPFailure>) {
        locked {
            guard outcome == nil else { return }
            // A body that is cut at its limit was ended by us; one without a head is not HTTP, or
            // the connection closed in the middle of it, which libcurl takes for an end.
            switch result {
            case .failure where isCut && reader.result != nil: outcome = .success(())
            case .success where reader.result == nil:
                outcome = .failure(HTTPFailure(headEnded: reader.isComplete))
            default: outcome = result
            }
            condition.broadcast()
        }
    }

    // MARK: Of the threads that wait

    /// Waits for the end of a collected response.
    func answer() throws(HTTPFailure) -> HTTPAnswer {
        try locked { () throws(HTTPFailure) in
            while outcome == nil { condition.wait() }
            try outcome?.get()
            guard let head = reader.result else { throw HTTPFailure(headEnded: true) }
            return HTTPAnswer(head: head, body: body, isCut: isCut)
        }
    }

    /// Waits for the head of a streamed response.
    func head() throws(HTTPFailure) -> HTTPHead {
        try locked { () throws(HTTPFailure) in
            while true {
                if let head = reader.result { return head }
                if let outcome {
                    try outcome.get()
                    throw HTTPFailure(headEnded: true)
                }
                condition.wait()
            }
        }
    }

    /// Waits for a piece of a streamed body, of at most so many bytes.
    ///
    /// - returns: How many bytes there are, 0 at the end, and whether the transfer is to be resumed.
    func read(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(HTTPFailure) -> (count: Int, isDrained: Bool) {
        try locked { () throws(HTTPFailure) in
            while body.count == start {
                if let outcome {
                    try outcome.get()
                    return (0, false)
                }
                condition.wait()
            }
            let count = min(buffer.count, body.count - start)
            buffer.copyBytes(from: body[start..<start + count])
            start += count
            if start == body.count {
                body.removeAll(keepingCapacity: outcome == nil)
                start = 0
            }
            guard case .streamed(let limit) = kind, isPaused, body.count - start <= limit / 2
            else { return (count, false) }
            isPaused = false
            return (count, true)
        }
    }

    /// Ends the transfer for who waits, and forgets what came.
    ///
    /// - returns: Whether it was still running.
    func cancel() -> Bool {
        locked {
            body = []
            start = 0
            guard outcome == nil else { return false }
            outcome = .failure(.cancelled)
            condition.broadcast()
            return true
        }
    }

    var hasEnded: Bool { locked { outcome != nil } }
}
