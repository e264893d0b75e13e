import AuditIndex
import Basics
import CloudTrail
import Detection
import SecurityArchitecture

/// Gathers events of one worker into a batch for the writer.
struct BatchBuilder {
    /// Rejections of one file that are listed.
    ///
    /// A few kilobytes of gzip can hold a billion.
    private static let rejectionsListed = 10_000

    private(set) var batch = IndexBatch()
    private let rules: EventEvaluator?
    private let shared: WorkerCache
    /// The rejections of the file so far, in all its parts.
    private var listed = 0
    /// The batch's callers and actions, by their numbers in the cache.
    private var callers = BatchValues<BatchCaller>()
    /// The access key of each spelling of `userIdentity`, by its number in the cache.
    private var accessKeys = BatchValues<Int32>()
    private var actions = BatchValues<Int32>()
    /// Where the accesses of a request begin in the batch, by its number.
    private var requests = BatchValues<Int>()
    /// The batch's numbers of what contributions are about.
    private var tuples = BatchValues<Int32>()
    /// The batch's subjects, by rule and tuple.
    private var subjects: [UInt64: Int32] = [:]
    /// The bytes of the records since the batch was weighed: it cannot have grown by more.
    private var unweighed = 0
    private var isHeavy = false

    /// - parameter rules: What is evaluated for each event, if anything.
    init(rules: EventRules? = nil) {
        self.rules = rules.map { EventEvaluator($0.program, $0.architecture) }
        shared = self.rules?.shared ?? WorkerCache()
    }

    var isEmpty: Bool { batch.files.isEmpty }

    /// Whether the batch is worth a trip to the writer.
    var isFull: Bool {
        isHeavy || batch.rows.count + batch.rejections.count >= 16_384
    }

    /// Takes the batch out and begins another.
    mutating func take() -> IndexBatch {
        let full = batch
        batch = IndexBatch()
        callers.removeAll()
        accessKeys.removeAll()
        actions.removeAll()
        requests.removeAll()
        tuples.removeAll()
        subjects.removeAll(keepingCapacity: true)
        rules?.beginBatch()
        unweighed = 0
        isHeavy = false
        return full
    }

    /// Begins a file, or another part of it.
    mutating func begin(_ part: FilePart) {
        if part.isFirst { listed = 0 }
        batch.files.append(part)
    }

    /// The position of the part that was begun last.
    private var current: Int { batch.files.count - 1 }

    /// The part that was begun last.
    var part: FilePart {
        get { batch.files[current] }
        set { batch.files[current] = newValue }
    }

    mutating func add(_ record: LogRecord, _ location: RecordLocation) {
        batch.files[current].records += 1
        defer { weigh(location.length) }
        switch record {
        case .event(let event): add(event, location)
        case .rejected(let fault): reject(fault.description, location)
        }
    }

    private mutating func reject(_ reason: String, _ location: RecordLocation) {
        batch.files[current].rejected += 1
        listed += 1
        guard listed <= Self.rejectionsListed else { return }
        let isLast = listed == Self.rejectionsListed
        batch.rejections.append(
            IndexBatch.Rejection(
                file: Int32(current),
                location: location,
                reason: isLast ? "\(reason); what is rejected behind it is only counted" : reason
            )
        )
    }

    /// Weighs the batch now and then, as that costs a little.
    private mutating func weigh(_ length: Int) {
        unweighed += length
        guard unweighed >= 1 << 20 else { return }
        unweighed = 0
        isHeavy = batch.weight >= 6 << 20
    }

    private mutating func add(_ event: Event, _ location: RecordLocation) {
        var row = EventRow()
        row.time = event.time.seconds
        row.content = event.contentKey
        row.file = Int32(current)
        row.offset = location.offset
        row.length = Int32(truncatingIfNeeded: location.length)
        let known = shared.known(of: event)
        setIdentifier(event, &row)
        setCaller(event, known, &row)
        row[.action] = action(known)
        row[.region] = text(event, .awsRegion, .region)
        row[.address] = text(event, .sourceIPAddress, .address)
        row[.agent] = text(event, .userAgent, .agent)
        let (resource, others) = event.resourceList
        row[.resource] = intern(resource, others)
        setOutcome(event, &row)
        row.flags.formUnion(EventFlags(of: event))
        batch.rows.append(row)
        // It repeats calls that are in the log one by one: it is no access, and raises no alert.
        guard !row.flags.contains(.aggregated) else { return }
        if let rules {
            let found = rules.contributions(of: event, known, resource: resource)
            if !found.isEmpty { add(found, rules) }
        }
        if known.topics.contains(.secrets) { addSecrets(of: event, known) }
        if known.topics.contains(.sessions) { addSession(of: event, known, row) }
        if known.topics.contains(.directory) { addDirectoryUser(of: event) }
        if known.topics.contains(.groups) { addGroups(of: event, row) }
    }

    /// The batch's number of an action.
    private mutating func action(_ known: KnownEvent) -> Int32 {
        guard known.action > 0 else { return 0 }
        if let own = actions.value(known.action, of: known.actionGeneration) { return own }
        let text = shared.text(ofAction: known.action)
        let own = batch.texts[TextKind.action.rawValue].intern(text.span)
        actions.keep(own, known.action)
        return own
    }

    /// Adds what rules make of the event that was added last.
    private mutating func add(_ contributions: [RuleContribution], _ rules: EventEvaluator) {
        let row = Int32(batch.rows.count - 1)
        for contribution in contributions {
            let rule = rules.number(of: contribution.target)
            let subject = subject(rule, contribution.subject, rules)
            switch contribution.target {
            case .rule: batch.ruleHits.append(RuleHit(row: row, subject: subject))
            case .correlation(let correlation, let place):
                let values = contribution.values
                batch.observations.append(
                    RuleObservation(
                        row: row,
                        subject: subject,
                        place: rules.place(place, in: correlation),
                        value: values == 0 ? -1 : self.subject(rule, values, rules)
                    )
                )
            }
        }
    }

    /// The position in the batch of what a contribution is about, or of what it measures.
    private mutating func subject(_ rule: Int32, _ tuple: Int32, _ rules: EventEvaluator) -> Int32 {
        let key = UInt64(UInt32(bitPattern: rule)) << 32 | UInt64(UInt32(bitPattern: tuple))
        if let known = subjects[key] { return known }
        let position = Int32(batch.subjects.count)
        batch.subjects.append(RuleSubject(rule: rule, text: number(ofTuple: tuple, rules)))
        subjects[key] = position
        return position
    }

    /// The batch's number of what a contribution is about.
    private mutating func number(ofTuple number: Int32, _ rules: EventEvaluator) -> Int32 {
        // They are given anew only between batches.
        if let own = tuples.value(Int(number), of: 0) { return own }
        let text = rules.text(ofTuple: number)
        let own = batch.subjectTexts.intern(text.span)
        tuples.keep(own, Int(number))
        return own
    }

    private mutating func addSecrets(of event: Event, _ known: KnownEvent) {
        let (number, accesses) = shared.secretAccesses(in: event, known)
        guard !accesses.isEmpty else { return }
        // A request that the batch has met is in it already.
        let own = number > 0 ? requests.value(number, of: shared.requestGeneration) : nil
        let position = own ?? batch.secretAccesses.count
        if own == nil {
            batch.secretAccesses += accesses
            if number > 0 { requests.keep(position, number) }
        }
        let row = Int32(batch.rows.count - 1)
        for offset in accesses.indices where accesses[offset].reference != nil {
            batch.secretAccessEntries.append(
                SecretAccessEntry(row: row, access: Int32(position + offset))
            )
        }
    }

    /// Notes the name of a user of Identity Center, which only sign-ins say.
    private mutating func addDirectoryUser(of event: Event) {
        guard let user = DirectorySignIn(event) else { return }
        batch.directoryUsers.append(
            IndexBatch.DirectoryUser(id: user.id, name: user.name, time: event.time.seconds)
        )
    }

    /// Notes what a call changed of security groups: what failed changed nothing.
    private mutating func addGroups(of event: Event, _ row: EventRow) {
        guard !row.flags.contains(.failed), let call = SecurityGroupCall(event),
            call.action != .attach
        else { return }
        batch.groupChanges.append(GroupChange(row: Int32(batch.rows.count - 1), call: call))
    }

    private mutating func addSession(of event: Event, _ known: KnownEvent, _ row: EventRow) {
        let start = RoleSessionStart(event) {
            let caller = shared.caller(of: event, known)
            return (caller.identity, caller.principal)
        }
        guard let start else { return }
        var begun = SessionStart(row: Int32(batch.rows.count - 1), start: start)
        begun.caller = row[.principal]
        begun.callerSession = row[.session]
        // The key of a call that a service makes for its caller leads nowhere.
        begun.callerKey = row.flags.contains(.forwarded) ? 0 : row[.accessKey]
        if start.isOwnRecord {
            begun.caller = intern(start.caller)
            begun.callerSession = intern(start.callerSession, .session)
            begun.callerKey = 0
        }
        begun.role = intern(start.role, .resource)
        // That of a role follows from the role and the name, and need not be kept for each.
        if !start.isSessionImplied {
            begun.session = intern(start.session, .session)
        }
        batch.sessionStarts.append(begun)
    }

    private mutating func intern(_ caller: Principal) -> Int32 {
        let isRole = caller.kind == .role
        return batch.intern(
            IndexedPrincipal(
                text: caller.arn ?? caller.name,
                type: (isRole ? PrincipalKind.role : .user).name,
                role: isRole ? caller.arn : nil
            )
        )
    }

    /// The batch's number of the resources of a call.
    private mutating func intern(_ resource: String?, _ others: [String]) -> Int32 {
        guard let resource, !others.isEmpty else { return intern(resource, .resource) }
        // A zero byte in a text is kept as U+FFFD anyway.
        let main = resource.utf8.contains(0) ? resource.replacing("\0", with: "\u{fffd}") : resource
        return intern("\(main)\0\(JSONText.array(others))", .resource)
    }

    private mutating func intern(_ text: String?, _ kind: TextKind) -> Int32 {
        text.map { batch.texts[kind.rawValue].intern($0) } ?? 0
    }

    private mutating func setIdentifier(_ event: Event, _ row: inout EventRow) {
        switch event.identifier {
        case .uuid(let high, let low): (row.idHigh, row.idLow) = (high, low)
        case .text(let text): row.idText = batch.identifiers.intern(text)
        case .content(let high, let low):
            (row.idHigh, row.idLow) = (high, low)
            row.flags.insert(.withoutID)
        }
    }

    private mutating func setCaller(_ event: Event, _ known: KnownEvent, _ row: inout EventRow) {
        let caller = caller(of: event, known)
        row[.principal] = caller.principal
        row[.session] = caller.session
        row[.accessKey] = accessKey(of: event, known)
        row.flags.formUnion(caller.flags)
        row[.account] = text(event, .recipientAccountId, .account)
        if row[.account] == 0 { row[.account] = caller.account }
        // An aggregated event has no caller, and names its account at the top.
        if row[.account] == 0, event.isAggregated {
            row[.account] = intern(event.record["accountId"]?.string, .account)
        }
    }

    /// What a caller is in the batch.
    private mutating func caller(of event: Event, _ known: KnownEvent) -> BatchCaller {
        if let own = callers.value(known.caller, of: known.callerGeneration) { return own }
        let own = BatchCaller(shared.caller(of: event, known).identity, in: &batch)
        callers.keep(own, known.caller)
        return own
    }

    /// The batch's number of the access key that a call was made with.
    private mutating func accessKey(of event: Event, _ known: KnownEvent) -> Int32 {
        let generation = known.spellingGeneration
        if let own = accessKeys.value(known.spelling, of: generation) { return own }
        let own = intern(event.accessKeyID, .accessKey)
        accessKeys.keep(own, known.spelling)
        return own
    }

    private mutating func setOutcome(_ event: Event, _ row: inout EventRow) {
        let outcome = event.outcome
        guard outcome.isFailure else { return }
        row.flags.insert(.failed)
        if outcome.isDenied { row.flags.insert(.denied) }
        let code = outcome.errorCode ?? IndexBatch.failureWithoutCode
        row[.error] = batch.texts[TextKind.error.rawValue].intern(code)
    }

    private mutating func text(_ event: Event, _ field: EventField, _ kind: TextKind) -> Int32 {
        event.intern(field, in: &batch.texts[kind.rawValue])
    }
}

extension EventFlags {
    /// What an event's top-level fields say.
    fileprivate init(of event: Event) {
        self = []
        if event.isTrue(.readOnly) { insert(.readOnly) }
        if event.isTrue(.sessionCredentialFromConsole) { insert(.console) }
        if event.has(.addendum) { insert(.addendum) }
        if event.has(.insightDetails) || event.hasText(.eventCategory, "Insight") {
            insert(.insight)
        } else if event.hasText(.eventCategory, "Data") {
            insert(.data)
        } else if event.hasText(.eventCategory, "NetworkActivity") {
            insert(.networkActivity)
        } else if event.isAggregated {
            insert(.aggregated)
        }
    }
}

extension Event {
    /// What the index keeps of the content: 48 bits, enough to tell two contents under one id
    /// apart, and six bytes of a row.
    var contentKey: Int64 { Int64(truncatingIfNeeded: contentHash() & 0xffff_ffff_ffff) }
}
