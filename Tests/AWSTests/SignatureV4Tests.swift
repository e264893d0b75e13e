import AuditTestSupport
import Foundation
import HTTP
import Testing

@testable import AWS

struct SignatureV4Tests {
    /// A request that botocore has signed.
    struct Vector: Decodable, CustomTestStringConvertible {
        var name: String
        var service: String
        var region: String
        var accessKey: String
        var secretKey: String
        var sessionToken: String?
        var method: String
        var url: String
        var headers: [String: String]
        var body: String
        var canonicalRequest: String
        var stringToSign: String
        var authorization: String

        var testDescription: String { name }

        /// The headers that the signature adds; the content's hash may be the caller's.
        static let added: Set<String> = ["x-amz-date", "x-amz-security-token"]

        var signer: SignatureV4 {
            SignatureV4(
                credentials: AWSCredentials(
                    accessKeyID: accessKey,
                    secretAccessKey: HiddenText(secretKey),
                    sessionToken: sessionToken.map(HiddenText.init)
                ),
                region: region,
                service: service
            )
        }

        /// The request before it was signed.
        func request() throws -> HTTPRequest {
            HTTPRequest(
                try #require(HTTPRequest.Method(rawValue: method)),
                url,
                headers: headers.filter { header in
                    let name = header.key.lowercased()
                    return !Self.added.contains(name)
                        && (name != "x-amz-content-sha256" || header.value == "UNSIGNED-PAYLOAD")
                }.map { ($0.key, $0.value) },
                body: Array(body.utf8)
            )
        }

        func seconds() throws -> Int64 {
            let time = try #require(
                headers.first { $0.key.lowercased() == "x-amz-date" }?.value
            )
            return try Date(
                time,
                strategy: .iso8601.year().month().day().dateSeparator(.omitted)
                    .time(includingFractionalSeconds: false).timeSeparator(.omitted)
            ).timeIntervalSince1970.rounded().exact()
        }

        /// Signs the request and compares what comes of it.
        func check() throws {
            var request = try request()
            let signer = signer
            signer.sign(&request, at: try seconds())
            let signed = Dictionary(
                request.headers.map { ($0.name.lowercased(), $0.value) },
                uniquingKeysWith: { "\($0),\($1)" }
            )
            let hash = signed["x-amz-content-sha256"] ?? canonicalRequest.suffix(64).description
            let canonical = CanonicalRequest(request, bodyHash: hash, service: service)
            #expect(canonical.text == canonicalRequest, "\(name)")
            #expect(signed["authorization"] == authorization, "\(name)")
            var expected = headers.map { ($0.key.lowercased(), $0.value) }
            expected.append(("authorization", authorization))
            #expect(signed == Dictionary(expected) { first, _ in first }, "\(name)")
        }
    }

    static func vectors() throws -> [Vector] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let lines = try String(
            contentsOf: folder.appending(path: "Data/signature-v4.jsonl"),
            encoding: .utf8
        )
        return try decode(lines)
    }

    static func decode(_ lines: String) throws -> [Vector] {
        try lines.split(separator: "\n").map {
            try JSONDecoder().decode(Vector.self, from: Data($0.utf8))
        }
    }

    @Test(arguments: try vectors())
    func `A request is signed as botocore signs it`(vector: Vector) throws {
        try vector.check()
    }

    @Test(.enabled(if: Python.has("botocore"), "Python's botocore is not installed"))
    func `Hundreds of other requests are signed as botocore signs them`() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "signed_requests.py").path
        let vectors = try Self.decode(try Python.run([script, "18", "400"]))
        #expect(vectors.count == 400)
        for vector in vectors { try vector.check() }
    }

    @Test
    func `There are vectors of every service`() throws {
        let vectors = try Self.vectors()
        #expect(vectors.count == 21)
        #expect(Set(vectors.map(\.service)) == ["s3", "sqs", "sts", "cloudtrail", "execute-api"])
    }

    @Test
    func `A request that is signed again has one signature`() throws {
        let vector = try #require(try Self.vectors().first { $0.sessionToken != nil })
        var request = try vector.request()
        let stale = SignatureV4(
            credentials: AWSCredentials(
                accessKeyID: "AKIDOLD",
                secretAccessKey: HiddenText("old"),
                sessionToken: HiddenText("old-token")
            ),
            region: "us-east-1",
            service: vector.service
        )
        stale.sign(&request, at: 1)
        vector.signer.sign(&request, at: try vector.seconds())
        let values = request.headers.filter { $0.name == "Authorization" }.map(\.value)
        #expect(values == [vector.authorization])
        #expect(!request.headers.contains { $0.value.contains("old") })
    }
}

extension Double {
    fileprivate func exact() throws -> Int64 { try #require(Int64(exactly: self)) }
}
