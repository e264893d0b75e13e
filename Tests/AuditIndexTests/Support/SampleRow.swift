import AuditIndex
import CloudTrail

/// An event as a test writes it, before its texts have numbers.
struct SampleRow {
    var time: Int64 = 1_772_841_600
    var identifier = EventIdentifier.uuid(1, 1)
    var content: Int64 = 0
    var texts: [TextKind: String] = [:]
    var principalType = PrincipalKind.user
    var role: String?
    var person: String?
    var flags: EventFlags = []
    var offset: Int64 = 0
    var length: Int32 = 10
}

extension IndexBatch {
    /// A batch of one file's events.
    ///
    /// - parameters:
    ///   - rows: The events.
    ///   - rejected: The offsets of records that are none.
    ///   - name: The file's name.
    init(
        _ rows: [SampleRow],
        rejected: [Int64] = [],
        name: String = "a.json"
    ) {
        self.init()
        var part = FilePart(
            path: LogPath(folder: Array("/logs".utf8), name: Array(name.utf8)),
            stamp: FileStamp(size: 1, modified: 1),
            isFirst: true
        )
        part.records = rows.count + rejected.count
        part.rejected = rejected.count
        var report = LogReader().read(bytes: Array("[]".utf8)) { _, _ in true }
        report.records = part.records
        part.report = report
        files = [part]
        rejections = rejected.map {
            Rejection(
                file: 0,
                location: RecordLocation(offset: $0, length: 1),
                reason: "for the test"
            )
        }
        for row in rows { add(row) }
    }

    private mutating func add(_ sample: SampleRow) {
        var row = EventRow()
        row.time = sample.time
        row.content = sample.content
        row.flags = sample.flags
        row.offset = sample.offset
        row.length = sample.length
        switch sample.identifier {
        case .uuid(let high, let low): (row.idHigh, row.idLow) = (high, low)
        case .text(let text): row.idText = identifiers.intern(text)
        case .content(let high, let low):
            (row.idHigh, row.idLow) = (high, low)
            row.flags.insert(.withoutID)
        }
        for (kind, text) in sample.texts {
            guard kind == .principal else {
                row[kind] = texts[kind.rawValue].intern(text)
                continue
            }
            row[kind] = intern(
                IndexedPrincipal(
                    text: text,
                    type: sample.principalType.name,
                    role: sample.role,
                    person: sample.person
                )
            )
        }
        rows.append(row)
    }
}
