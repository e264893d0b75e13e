import Basics

/// What a user writes to name principals, resources, services: a glob, a network, or a part.
///
/// For example, each of these finds `arn:aws:iam::510000000001:role/ci/deploy-prod`:
/// `deploy-prod`, `deploy-*`, `role/ci/*`, and the whole ARN.
///
/// A glob is compared with the whole text and with what people take for its name: the part behind
/// the account of an ARN, behind its last colon, its first slash and its last slash; of an object in
/// S3, its bucket, too. Letters of either case are the same, as nobody remembers which service
/// spells `secretId` how.
package enum TextPattern: Sendable {
    /// A glob over the text or the name in it.
    case glob(Glob)
    /// A network that an address is in.
    case network(CIDRBlock)
    /// This text and no other.
    case exactly(String)

    /// Whether the pattern finds a text.
    package func matches(_ text: String) -> Bool {
        switch self {
        case .exactly(let wanted): text == wanted
        case .network(let block): IPAddress(text).map(block.contains) ?? false
        case .glob(let glob):
            glob.matches(text) || Self.names(in: text).contains(where: glob.matches)
        }
    }

    /// The text that alone can match, if there is but one: it saves reading a dictionary.
    var onlyText: String? {
        if case .exactly(let text) = self { return text }
        return nil
    }

    /// The parts of an ARN, or of a service's host name, that people take for its name.
    private static func names(in text: String) -> [String] {
        if text.hasSuffix(".amazonaws.com") { return [String(text.dropLast(14))] }
        guard text.hasPrefix("arn:") else {
            return text.lastIndex(of: "/").map { [String(text[text.index(after: $0)...])] } ?? []
        }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6 else { return [] }
        var names = [String(parts[5])]
        for separator in [":", "/"] as [Character] {
            if let last = parts[5].lastIndex(of: separator) {
                names.append(String(parts[5][parts[5].index(after: last)...]))
            }
        }
        if let first = parts[5].firstIndex(of: "/") {
            names.append(String(parts[5][parts[5].index(after: first)...]))
            if parts[2] == "s3", parts[4].isEmpty {
                // An object is found by its bucket.
                let bucket = parts[5][..<first]
                names += [String(bucket), parts[..<5].joined(separator: ":") + ":\(bucket)"]
            }
        }
        return names
    }
}
