import Basics
import CloudTrail

/// What a classifier remembers beside its callers, bounded.
struct ClassifierCache {
    /// What holds for all sessions of a role or user.
    var classes = BoundedCache<String, PrincipalClass>(limit: 16_384)
    /// What roles are, by ARN.
    var roles = BoundedCache<String, RoleFacts>(limit: 16_384)
    var sources = TextCache<NetworkFacts>()
    var accounts = TextCache<EnvironmentFact?>()
    var secrets = BoundedCache<SecretSpelling, SecretFacts>(limit: 16_384)
    var resources = BoundedCache<String, EnvironmentFact?>(limit: 32_768)
}

/// Values by texts of a field, which are looked up without making a `String`.
struct TextCache<Value> {
    private static var limit: Int { 65_536 }

    private var texts = TextTable()
    private var values: [Value] = []
    private var absent: Value?

    /// The value for a field's text; an absent field and a text that is none count as empty.
    mutating func value(
        of event: Event,
        _ field: EventField,
        make: (String) -> Value
    ) -> Value {
        let number = event.withText(field) { $0.isEmpty ? 0 : texts.intern($0) } ?? 0
        guard number > 0 else {
            if let absent { return absent }
            let value = make("")
            absent = value
            return value
        }
        if number <= values.count { return values[Int(number) - 1] }
        let value = make(texts[number])
        values.append(value)
        if values.count >= Self.limit || texts.weight > 8 << 20 {
            texts.removeAll()
            values.removeAll()
        }
        return value
    }
}

/// Values by keys; all are forgotten when there are too many.
struct BoundedCache<Key: CacheKey, Value> {
    private let limit: Int
    private var values: [Key: Value] = [:]

    init(limit: Int) { self.limit = limit }

    subscript(key: Key) -> Value? {
        get { values[key] }
        set {
            // A hostile name may be long, and a long one is not worth remembering.
            guard key.size <= 512 else { return }
            if values.count >= limit { values.removeAll(keepingCapacity: true) }
            values[key] = newValue
        }
    }
}

/// What a cache finds values by.
protocol CacheKey: Hashable {
    /// The bytes that remembering the key costs, roughly.
    var size: Int { get }
}

extension String: CacheKey {
    var size: Int { utf8.count }
}

/// How a record names a secret: the same text may mean others in other places.
struct SecretSpelling: CacheKey {
    private let reference: SecretReference

    init(_ reference: SecretReference) { self.reference = reference }

    var size: Int { reference.text.utf8.count }

    static func == (left: SecretSpelling, right: SecretSpelling) -> Bool {
        left.reference.text == right.reference.text && left.reference == right.reference
            && left.reference.isConfirmed == right.reference.isConfirmed
    }

    /// The text tells nearly all secrets apart.
    func hash(into hasher: inout Hasher) { hasher.combine(reference.text) }
}
