/// Whom an Allow statement lets in.
package enum PolicyGrantee: String, CaseIterable, Hashable, Sendable {
    /// Anybody with an AWS account, or without one.
    case everybody
    /// An account that is neither the owner's nor declared, or nobody knows whose.
    case foreignAccount = "foreign-account"
    /// An account of the declaration, or a member of the organization.
    case declaredAccount = "declared-account"
    /// The account that the policy is in, or a place of its own.
    case ownAccount = "own-account"
    /// Somebody whom an identity provider vouches for.
    case federated
    /// A service of AWS.
    case service
}

/// What an Allow statement is about.
package enum PolicyAccess: String, CaseIterable, Hashable, Sendable {
    /// Everything, so that no other access is beside it.
    case administrator
    /// Secrets, parameters, and keys that decrypt or sign.
    case secrets
    /// Identities and their permissions: who has it can have all the rest.
    case iam
    /// Objects, tables, messages, images, and copies of disks and databases.
    case data
    /// What records and reports: trails, detectors, alarms.
    case audit
    /// Actions that are in no other category.
    case other
}

/// What a policy grants to whom.
///
/// For example:
///
/// ```swift
/// let context = PolicyContext(owner: "510000000001", accounts: ["520000000002"])
/// let document = try PolicyDocument(reading: bucketPolicy)
/// let grants = PolicyGrants(document, as: .resource("s3"), in: context)
/// grants.texts      // ["everybody:other", "own-account:data"]
/// grants.grantees   // [.everybody, .ownAccount]
/// ```
///
/// A pair comes from one statement. The unions alone would put the `*` of one statement beside
/// the secrets of another.
///
/// What the text says is all there is: an SCP, Block Public Access, a permissions boundary or a
/// Deny may take back what an Allow grants. A Deny is never counted against an Allow, since that
/// takes a proof that it covers each caller, action and resource.
package struct PolicyGrants: Hashable, Sendable {
    /// One grantee with one access, of the same statement.
    package struct Pair: Hashable, Sendable {
        package var grantee: PolicyGrantee
        package var access: PolicyAccess
    }

    /// Whom any statement lets in; empty for the policy of an identity.
    package private(set) var grantees: Set<PolicyGrantee> = []
    /// What any statement is about.
    package private(set) var accesses: Set<PolicyAccess> = []
    /// Who gets what.
    package private(set) var pairs: Set<Pair> = []
    /// Why the policy, or a part of it, was not read; nil where all of it was.
    package var fault: PolicyFault?

    /// Grants nothing.
    package init(fault: PolicyFault? = nil) { self.fault = fault }

    /// Works out what a document grants.
    ///
    /// - complexity: O(n) in the document's values, each at most once against the table of
    ///   actions; n is bounded by `PolicyDocument.Limit`.
    package init(_ document: PolicyDocument, as kind: PolicyKind, in context: PolicyContext) {
        self.init(fault: document.isPartial ? .tooLarge : nil)
        var actions = PolicyActions(kind)
        let reader = PolicyGranteeReader(kind: kind, context: context)
        for statement in document.statements where statement.isAllow {
            add(reader.grantees(of: statement), actions.accesses(of: statement))
        }
    }

    /// Adds what one statement grants.
    mutating func add(_ grantees: Set<PolicyGrantee>, _ accesses: Set<PolicyAccess>) {
        self.grantees.formUnion(grantees)
        self.accesses.formUnion(accesses)
        if self.accesses.contains(.administrator) { self.accesses = [.administrator] }
        for grantee in grantees {
            for access in accesses { pairs.insert(Pair(grantee: grantee, access: access)) }
        }
    }

    /// The pairs as texts, for example `everybody:secrets`, the widest first.
    package var texts: [String] {
        PolicyGrantee.allCases.flatMap { grantee in
            PolicyAccess.allCases.filter { pairs.contains(Pair(grantee: grantee, access: $0)) }
                .map { "\(grantee.rawValue):\($0.rawValue)" }
        }
    }
}

/// What a document is, which decides what its statements mean.
package enum PolicyKind: Hashable, Sendable {
    /// The policy of a resource of a service, by the prefix of its actions: `s3`.
    case resource(String)
    /// The policy of an access point of S3.
    case accessPoint
    /// Who may assume a role.
    case trust
    /// What a user, group, role or permission set may do.
    case identity
}
