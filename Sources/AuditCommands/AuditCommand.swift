import AuditIndex
import Ingestion

public struct AuditCommand {
    public static func run() {
        let a = CommandLine.arguments
        do {
            let s = try Ingest(index: .openForWriting(a[1]), options: IngestOptions()).run(
                Array(a[2...])
            )
            print(s)
        } catch { print("error", error) }
    }
}
