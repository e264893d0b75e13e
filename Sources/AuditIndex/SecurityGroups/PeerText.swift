import CloudTrail
import SecurityArchitecture

/// A peer of a rule, as the index keeps it.
struct PeerText {
    /// What the text is.
    enum Kind: String {
        case block, group, prefixList = "prefix-list"
    }

    let kind: Kind
    let text: String

    init(_ peer: SecurityGroupPeer) {
        switch peer {
        case .block(let block): (kind, text) = (.block, block.description)
        case .group(let name): (kind, text) = (.group, name)
        case .groupID(let id): (kind, text) = (.group, id)
        case .prefixList(let id): (kind, text) = (.prefixList, id)
        }
    }

    /// The peer; nil for what no version has written.
    static func peer(kind: String, text: String) -> SecurityGroupPeer? {
        switch Kind(rawValue: kind) {
        case .block: (try? CIDRBlock(text)).map { .block($0) }
        case .group: .groupID(text)
        case .prefixList: .prefixList(text)
        case nil: nil
        }
    }
}
