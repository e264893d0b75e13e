import Foundation
import Yams

extension Architecture {
    /// Reads a declaration.
    ///
    /// For example:
    ///
    /// ```swift
    /// do {
    ///     let architecture = try Architecture(yaml: bytes, file: "audit.yaml")
    /// } catch {
    ///     print(error)   // audit.yaml:12:5: environments.prod.accounts: …, one line a problem
    /// }
    /// ```
    ///
    /// The keys of the file; each section may be absent, and each list of one may be a text.
    ///
    /// | section | keys |
    /// | --- | --- |
    /// | `time-zone` | the IANA zone of windows and freezes that name none; UTC |
    /// | `guess` | whether the rest is guessed from names; true |
    /// | `environments` | NAME: `production` (false), `accounts`, `roles`, `secrets`, `resources`, `vpcs` |
    /// | `networks` | NAME: a list of blocks, addresses and endpoints, or `cidrs`, `nat`, `vpc-endpoints` |
    /// | `secrets` | NAME: `names`, `kind`, `environment`, `readers`, `rotation` (`max-age`, `by`), `replica-regions` |
    /// | `deployment-roles` | NAME: `role` (the name), `environment`, `assumed-by`, `provider`, `from`, `windows`, `freezes`, `time-zone`, `max-session`, `allowed`, `forbidden` |
    /// | `people`, `workloads` | `roles`, `users`, `environment`, `from`; or NAME: the same; or a list of roles |
    /// | `break-glass` | NAME: `role` (the name), `environment`, `assumed-by`, `from`; or a list of roles |
    /// | `security-groups` | NAME: `id` or `ids` (one, a list, or by environment), `ingress`, `egress`, `description` |
    /// | `subnets` | `public`, `private`, `isolated`: a list of ids, or `ids`, `route-tables` |
    /// | `signing-keys` | NAME: `keys`, `algorithm`, `signers`, `environment` |
    /// | `api` | `keys`, `usage-plans`, `web-acls`, `cors-origins` |
    /// | `mtls` | `listeners`, `trust-stores`; or NAME: the same |
    ///
    /// In secrets, roles, groups and signing keys `<environment>` stands for each environment in
    /// turn, and `environment` may be a list. Where several sections mean one role, `break-glass`
    /// wins over `deployment-roles`, these over `people`, these over `workloads`. Anchors, aliases
    /// and merge keys work as YAML has them. The names of keys are read without regard to case.
    ///
    /// - parameters:
    ///   - yaml: The bytes of the file, UTF-8, at most 1 MiB.
    ///   - file: The file's name, for messages.
    /// - throws: ``ArchitectureErrors`` with everything that is wrong.
    /// - complexity: O(n) in the file's values; patterns of the same rank are compared in pairs.
    public init(yaml: [UInt8], file: String) throws(ArchitectureErrors) {
        let log = ProblemLog(file: file)
        guard let root = YAMLFile.root(yaml, log: log) else {
            try log.check()
            throw ArchitectureErrors(problems: [])
        }
        var digest = YAMLDigest()
        digest.add(root)
        if digest.isTooLarge {
            log.add("more than \(YAMLLimits.values) values, or nested too deeply", at: nil)
            try log.check()
        }
        var reader = ArchitectureReader(log: log)
        reader.read(YAMLValue(node: root, path: "", log: log))
        ConflictCheck(reader.architecture, origins: reader.origins, log: log).run()
        try log.check()
        self = reader.architecture
        contentHash = digest.description
    }

    /// Reads a declaration from a file.
    ///
    /// - parameter path: The path, which is also the file's name in messages.
    /// - throws: ``ArchitectureErrors`` with everything that is wrong, and where the file cannot be
    ///   read.
    public init(contentsOf path: String) throws(ArchitectureErrors) {
        let bytes: [UInt8]
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            // One byte more than is allowed is enough to know that there are too many.
            bytes = Array(try handle.read(upToCount: YAMLLimits.bytes + 1) ?? Data())
        } catch {
            let log = ProblemLog(file: path)
            log.add("cannot be read: \(error.localizedDescription)", at: nil)
            try log.check()
            bytes = []
        }
        try self.init(yaml: bytes, file: path)
    }
}
