/// What comes back for one request, taken piece by piece.
final class HTTPExchange {
    private let bodyLimit: Int
    private var status: Int?
    private var retryAfter: String?
    private var hasAllHeaders = false
    private var body: [UInt8] = []
    private var isCut = false

    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    /// The exchange that a callback of libcurl is for.
    static func at(_ context: UnsafeMutableRawPointer?) -> HTTPExchange? {
        context.map { Unmanaged<HTTPExchange>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The bytes that a callback of libcurl is given.
    static func buffer(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes, count: count)
    }

    /// Takes a line of the headers; an answer such as `100 Continue` is followed by another.
    func take(header line: UnsafeRawBufferPointer) {
        let text =
            String(decoding: line.prefix(1_000), as: UTF8.self)
            .split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        if text.hasPrefix("HTTP/") {
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            retryAfter = nil
            hasAllHeaders = false
        } else if text.isEmpty {
            hasAllHeaders = (status ?? 0) >= 200
        } else if let colon = text.firstIndex(of: ":"),
            text[..<colon].lowercased() == "retry-after"
        {
            retryAfter = String(text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
        }
    }

    /// Takes a piece of the body, and says whether there is room for more.
    func take(body piece: UnsafeRawBufferPointer) -> Bool {
        let room = bodyLimit - body.count
        body += piece.prefix(room)
        isCut = piece.count > room
        return !isCut
    }

    /// The answer; nil where it did not come to its end, but for what is too long of it.
    ///
    /// - parameter code: What libcurl ended with, 0 for the answer's end.
    func answer(code: Int32) -> HTTPAnswer? {
        guard code == 0 || isCut, hasAllHeaders, let status, (200..<600).contains(status) else {
            return nil
        }
        return HTTPAnswer(status: status, retryAfter: retryAfter, body: body, isCut: isCut)
    }
}
