import AuditTestSupport
import Foundation
import Testing

/// SampleLogs/ is what the generator writes.
///
/// After a change to the generator, write the tree anew:
/// `AUDIT_WRITE_SAMPLE_LOGS=1 swift test --filter SampleLogsTests`
@Suite struct SampleLogsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "SampleLogs")

    @Test("The committed logs are those of the generator")
    func isCurrent() throws {
        if ProcessInfo.processInfo.environment["AUDIT_WRITE_SAMPLE_LOGS"] != nil {
            try SampleLogs().write(into: Self.root.path)
        }
        let expected = SampleLogs().files()
        for file in expected {
            let url = Self.root.appending(path: file.path)
            let size = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize
            // The last four bytes of gzip are the inflated size; zlib's versions compress
            // differently, so the bytes themselves may differ.
            let bytes = try Data(contentsOf: url)
            let inflated = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            #expect(inflated == file.json.count, "\(file.path) of \(size ?? 0) bytes")
        }
        let names = try FileManager.default.subpathsOfDirectory(atPath: Self.root.path)
            .filter { $0.hasSuffix(".json.gz") }
        #expect(Set(names) == Set(expected.map(\.path)))
    }
}
