/// An HTTP response: status, headers and the first bytes of its body.
package struct HTTPAnswer: Sendable {
    package let head: HTTPHead
    package let body: [UInt8]
    /// Whether the body exceeded the request's limit.
    package let isCut: Bool

    package var status: Int { head.status }
    package var headers: HTTPHeaders { head.headers }
    package var isSuccess: Bool { head.isSuccess }
    package var retryAfter: String? { headers["retry-after"] }

    package init(
        status: Int,
        headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [],
        isCut: Bool = false
    ) {
        self.init(head: HTTPHead(status: status, headers: headers), body: body, isCut: isCut)
    }

    init(head: HTTPHead, body: [UInt8], isCut: Bool) {
        self.head = head
        self.body = body
        self.isCut = isCut
    }
}

/// What comes before the body of a response.
package struct HTTPHead: Sendable {
    package var status: Int
    package var headers: HTTPHeaders

    package init(status: Int, headers: HTTPHeaders) {
        self.status = status
        self.headers = headers
    }

    package var isSuccess: Bool { (200..<300).contains(status) }
}

/// The headers of a response, whose values are the server's words.
///
/// For example:
///
/// ```swift
/// answer.headers["content-length"]   // "2048"
/// ```
///
/// They are kept as they came, since of a dozen headers one or two are asked for.
///
/// - complexity: A look-up is O(n) in bytes, of which there are at most 64 KiB in 100 lines.
package struct HTTPHeaders: Sendable {
    static let mostBytes = 65_536
    static let mostLines = 100

    /// `Name: value` and a line feed, for each.
    private var bytes: [UInt8] = []
    private var lineCount = 0

    package init(_ headers: [(name: String, value: String)] = []) {
        for header in headers {
            append(line: "\(header.name): \(header.value)".utf8)
        }
    }

    /// The first value of a header.
    ///
    /// - parameter name: In lower case.
    package subscript(name: String) -> String? {
        let name = Array(name.utf8)
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[..<end]
            if Self.isNamed(name, line) {
                let value = line.dropFirst(name.count + 1).drop(while: Self.isSpace)
                let length = value.lastIndex { !Self.isSpace($0) }.map { $0 + 1 }
                return String(decoding: value[..<(length ?? value.startIndex)], as: UTF8.self)
            }
            rest = rest[(end + 1)...]
        }
        return nil
    }

    /// The headers whose names begin with a prefix, by the rest of their names in lower case.
    ///
    /// - parameter prefix: In lower case.
    package func values(prefix: String) -> [String: String] {
        var values: [String: String] = [:]
        let first = prefix.utf8.first
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // Few of them do, and a text for each name would cost as much as all the rest.
            guard first == nil || line.first == first || line.first.map({ $0 | 0x20 }) == first
            else { continue }
            let name = String(decoding: line.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
                .lowercased()
            guard name.hasPrefix(prefix) else { continue }
            values[String(name.dropFirst(prefix.count))] = self[name]
        }
        return values
    }

    /// Adds a line, with or without its line end, and returns whether there was room for it.
    @discardableResult
    mutating func append(line: some Collection<UInt8>) -> Bool {
        lineCount += 1
        guard lineCount <= Self.mostLines, bytes.count + line.count <= Self.mostBytes else {
            return false
        }
        bytes += line.prefix { $0 != UInt8(ascii: "\n") }
        bytes.append(UInt8(ascii: "\n"))
        return true
    }

    private static func isNamed(_ name: [UInt8], _ line: ArraySlice<UInt8>) -> Bool {
        guard line.count > name.count, line[line.startIndex + name.count] == UInt8(ascii: ":")
        else { return false }
        return zip(name, line).allSatisfy { name, byte in
            name == byte || ((0x41...0x5A).contains(byte) && name == byte | 0x20)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}

/// Reads a response's head line by line.
struct HTTPHeadReader {
    private var head = HTTPHead(status: 0, headers: HTTPHeaders())
    private(set) var isComplete = false

    /// The head; nil while it is not complete, or is none.
    var result: HTTPHead? {
        isComplete && (200..<600).contains(head.status) ? head : nil
    }

    /// Adds a line, and returns whether there was room for it.
    ///
    /// A response such as `100 Continue` is followed by another, and a body may be by headers, which
    /// are ignored.
    mutating func append(_ line: some Collection<UInt8>) -> Bool {
        guard !isComplete else { return true }
        if line.starts(with: "HTTP/".utf8) {
            head = HTTPHead(status: Self.status(line), headers: HTTPHeaders())
        } else if line.allSatisfy({ $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }) {
            isComplete = head.status >= 200
        } else {
            return head.headers.append(line: line)
        }
        return true
    }

    /// The status of a line such as `HTTP/1.1 200 OK`; 0 where there is none.
    private static func status(_ line: some Collection<UInt8>) -> Int {
        let digits = line.drop { $0 != UInt8(ascii: " ") }.drop { $0 == UInt8(ascii: " ") }
            .prefix { (0x30...0x39).contains($0) }
        return digits.count == 3 ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
    }
}
