import Basics

extension Event {
    /// All resources that the record names, ``mainResource`` first.
    ///
    /// - Complexity: O(n) in the bytes of `resources`, `requestParameters` and
    ///   `responseElements`.
    package var resources: [String] {
        let list = resourceList
        return (list.main.map { [$0] } ?? []) + list.others
    }

    /// ``mainResource``, and what the call is about beside it: the second instance that it
    /// terminates, the policy that it attaches to a role, what it has made.
    ///
    /// One that has been named already, by an ARN or the name in it, is not named again. An object
    /// stands for its bucket; what AWS services do to a bucket stands for their objects.
    package var resourceList: (main: String?, others: [String]) {
        let listed = listedResources
        var hasMore = false
        guard let main = mainResource(listed, hasMore: &hasMore) else { return (nil, []) }
        var list = ResourceList(main: main)
        for arn in listed { list.add(arn) }
        if hasText(.eventSource, "s3.amazonaws.com") {
            if let source = copySource { list.add(source) }
            return (main, list.others)
        }
        if hasMore, let parameters = object(.requestParameters) {
            ResourceParameters.collect(parameters, into: &list)
        }
        if present(.responseElements) != nil, makesResources,
            let response = object(.responseElements)
        {
            ResourceParameters.collectCreated(response, into: &list)
        }
        if present(.errorMessage) != nil, let denied = deniedTarget { list.add(denied) }
        return (main, list.others)
    }

    /// Whether what the response names is what the call has made: that of STS is a session.
    private var makesResources: Bool {
        !isTrue(.readOnly) && !hasText(.eventSource, "sts.amazonaws.com")
    }

    /// The object that a call copies, `/BUCKET/KEY` in a header.
    private var copySource: String? {
        guard present(.requestParameters) != nil,
            let header = object(.requestParameters)?["x-amz-copy-source"]?.resourceName
        else { return nil }
        let path = header.prefix { $0 != "?" }.drop { $0 == "/" }
        return path.isEmpty ? nil : "arn:\(partition):s3:::\(path)"
    }
}

/// The resources of a call, each once.
struct ResourceList {
    /// A call may name a thousand instances; whoever names more is no friend.
    private static let limit = 1_000

    let main: String
    private(set) var others: [String] = []

    init(main: String) { self.main = main }

    mutating func add(_ text: String) {
        guard !text.isEmpty, text != main, others.count < Self.limit,
            !Self.isSame(text, main), !others.contains(where: { Self.isSame(text, $0) })
        else { return }
        others.append(text)
    }

    /// Whether two texts name one resource, or one the bucket that the other is in.
    private static func isSame(_ text: String, _ known: String) -> Bool {
        if text == known { return true }
        return isName(text, in: known) || isName(known, in: text) || isBucket(text, of: known)
            || isBucket(known, of: text)
    }

    /// Whether a name is that of an ARN: behind a slash or a colon, and with nothing behind it
    /// but the six characters that Secrets Manager adds.
    private static func isName(_ name: String, in arn: String) -> Bool {
        let (name, arn) = (name.utf8, arn.utf8)
        guard arn.count > name.count, arn.starts(with: "arn:".utf8) else { return false }
        for rest in [0, 7] where arn.count > name.count + rest {
            let start = arn.index(arn.endIndex, offsetBy: -name.count - rest)
            guard arn[start...].starts(with: name) else { continue }
            // The name of a parameter may begin with a slash, which its ARN has once.
            let before =
                name.first == UInt8(ascii: "/")
                ? UInt8(ascii: "/") : arn[arn.index(before: start)]
            let isWhole =
                rest == 0 || arn[arn.index(arn.endIndex, offsetBy: -7)] == UInt8(ascii: "-")
            if isWhole, before == UInt8(ascii: "/") || before == UInt8(ascii: ":") { return true }
        }
        return false
    }

    private static func isBucket(_ bucket: String, of object: String) -> Bool {
        let (bucket, object) = (bucket.utf8, object.utf8)
        guard bucket.count < object.count, object.starts(with: bucket),
            object.dropFirst(bucket.count).first == UInt8(ascii: "/")
        else { return false }
        return bucket.starts(with: "arn:".utf8) && bucket.firstRange(ofASCII: ":s3:::") != nil
    }
}

extension ResourceParameters {
    /// Adds what the parameters of a call name.
    static func collect(
        _ parameters: JSONValue,
        hasUpperCaseNames: Bool = false,
        into list: inout ResourceList
    ) {
        guard parameters.kind == .object else { return }
        let bytes = parameters.bytes
        bytes.forEachMember(parameters.range) { key, range in
            let value = JSONValue(bytes: bytes, range: range)
            let kind = value.kind
            guard kind != .number, kind != .boolean, kind != .null else { return }
            if let rank = rank(of: key, in: bytes, isUpperCase: hasUpperCaseNames) {
                guard !secondaryRanks.contains(rank) else { return }
                // Mostly it is the main one, which needs no copy.
                if kind == .string, bytes.isText(range, list.main) { return }
                value.forEachResourceName { list.add($0) }
            } else if kind == .object {
                collectInner(key, value, into: &list)
            }
        }
    }

    private static func collectInner(
        _ key: Range<Int>,
        _ value: JSONValue,
        into list: inout ResourceList
    ) {
        let name = String(decoding: value.bytes.unescaped(key), as: UTF8.self)
        if name.hasSuffix("Request") {
            collect(value, hasUpperCaseNames: true, into: &list)
        } else if name.hasSuffix("Set"), !descriptiveSets.contains(name) {
            for item in value["items"]?.elements ?? [] { collect(item, into: &list) }
        }
    }

    /// Adds what a response names: itself, or in an object that describes what was made.
    static func collectCreated(_ response: JSONValue, into list: inout ResourceList) {
        collect(response, into: &list)
        var objects: [JSONValue] = []
        response.forEachMember { key, value in
            if value.kind == .object, key != "credentials", !key.hasSuffix("Set") {
                objects.append(value)
            }
        }
        for object in objects { collect(object, into: &list) }
    }
}

extension JSONValue {
    /// Calls `body` with each text that can name a resource: a string, or those of a list.
    fileprivate func forEachResourceName(_ body: (String) -> Void) {
        guard kind == .array else {
            if let name = resourceName { body(name) }
            return
        }
        for element in elements where element.kind != .array {
            if let name = element.resourceName { body(name) }
        }
    }
}
