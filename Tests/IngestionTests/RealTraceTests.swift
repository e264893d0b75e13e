import AuditIndex
import AuditTestSupport
import Ingestion
import Testing

/// Traces through the logs of a real account.
struct RealTraceTests {
    @Test
    func `Both keys of the stolen instance session lead to the instance`() throws {
        try TemporaryFolder.with { folder in
            let index = try AuditDatabase.openForWriting(folder.path("audit.db"))
            _ = try ingest([RealLogs.attacks], into: index)
            let tracer = SessionTracer(index)
            let keys = ["ASIATFQR7NSCSHSEVYP5", "ASIATFQR7NSC36DZQP7P"]
            let traces = try tracer.traces(of: "i-0dbc91f429e48eeed")
            #expect(traces.map(\.cause) == [.instance("i-0dbc91f429e48eeed")])
            #expect(Set(traces[0].links.compactMap(\.accessKey)) == Set(keys))
            for (key, other) in zip(keys, keys.reversed()) {
                let trace = try #require(try tracer.traces(of: key).first)
                #expect(trace.cause == .instance("i-0dbc91f429e48eeed"))
                #expect(trace.links.map(\.accessKey) == [key])
                #expect(trace.links.first?.siblings.map(\.accessKey) == [other])
            }
            let stolen = try #require(try tracer.traces(of: keys[1]).first?.links.first)
            #expect(
                Set(stolen.uses.map(\.eventName)) == ["DescribeInstances", "GetCallerIdentity"]
            )
        }
    }
}
