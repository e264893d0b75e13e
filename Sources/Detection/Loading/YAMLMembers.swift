import SecurityArchitecture
import Yams

/// The members of a mapping, merge keys followed.
enum YAMLMembers {
    static func of(_ mapping: Node.Mapping) -> [(key: String, value: Node)] {
        YAMLValue.merged(mapping)
    }
}
