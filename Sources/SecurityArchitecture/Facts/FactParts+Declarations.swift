import CloudTrail

/// What the declaration says of security groups, subnets, signing keys and the API.
///
/// None of it is kept: few events have any, and fewer are ever asked for it.
extension FactParts {
    /// The verdicts over the rules of a call about security groups.
    ///
    /// - parameter event: The event that these facts are of.
    package func securityGroupJudgements(in event: Event) -> [SecurityGroupJudgement] {
        guard let call = SecurityGroupCall(event) else { return [] }
        return declarations.groups.judgements(of: call)
    }

    func value(ofGroup field: FactField, in event: Event) -> [String] {
        guard let call = SecurityGroupCall(event) else { return [] }
        let judge = declarations.groups
        switch field {
        case .securityGroupID: return call.groups
        case .securityGroupName:
            if call.groups.isEmpty {
                return judge.group(id: nil, name: call.groupName).map { [$0.group.name] } ?? []
            }
            return call.groups.compactMap { judge.group(id: $0, name: call.groupName)?.group.name }
        case .securityGroupVerdict:
            return judge.judgements(of: call).flatMap { $0.verdicts.map(\.rawValue) }
        case .securityGroupRule: return judge.judgements(of: call).compactMap(\.rule)
        case .securityGroupLine: return judge.judgements(of: call).compactMap(\.line)
        default: return []
        }
    }

    /// Whether the caller may sign with the declared keys that a call names; undeclared of one is
    /// undeclared.
    func signer(in event: Event) -> String? {
        let standings = declarations.signingKeys.keys(in: event)
            .map { $0.standing(of: principal.principal) }
        guard !standings.isEmpty else { return nil }
        let isSigner: ReaderStanding =
            standings.contains(.undeclared)
            ? .undeclared : standings.contains(.declared) ? .declared : .unknown
        return isSigner.rawValue
    }

    /// Whether a call uses the algorithm of the declared key that it names.
    func signingAlgorithm(in event: Event) -> String? {
        guard
            let key = declarations.signingKeys.keys(in: event).first(where: { $0.algorithm != nil }
            ),
            let algorithm = event[.requestParameters]?["signingAlgorithm"]?.name
        else { return nil }
        return algorithm == key.algorithm ? "declared" : "other"
    }

    /// The least sure way in which any of the facts is known.
    func basis(of event: Event) -> Provenance {
        let isGuessed = FactField.allCases.contains {
            $0.provenances.contains(.guessed) && provenance(of: $0) == .guessed
        }
        if isGuessed { return .guessed }
        let isDeclared = FactField.allCases.contains {
            // A field without a value rests on nothing.
            $0 != .basis && provenance(of: $0) == .declared && value(of: $0, in: event) != nil
                && value(of: $0, in: event) != .boolean(false)
                && !(($0 == .window) && window == .none)
        }
        return isDeclared ? .declared : .observed
    }
}

extension SecurityGroupJudge {
    /// The verdicts over all that a call does: one for each rule, or one for the group.
    public func judgements(of call: SecurityGroupCall) -> [SecurityGroupJudgement] {
        let id = call.groups.first
        switch call.action {
        case .authorize, .modify, .revoke:
            return call.rules.map {
                judge($0, opened: call.action != .revoke, group: id, name: call.groupName)
            }
        case .create:
            guard hasGroups else { return [] }
            let isDeclared = group(id: id, name: call.groupName) != nil
            return [SecurityGroupJudgement(verdicts: [isDeclared ? .declared : .undeclaredGroup])]
        case .delete:
            guard hasGroups else { return [] }
            let isDeclared = group(id: id, name: call.groupName) != nil
            return [
                SecurityGroupJudgement(verdicts: [isDeclared ? .deletesDeclared : .undeclaredGroup])
            ]
        case .attach:
            let isUndeclared = hasGroups && call.groups.contains { group(id: $0) == nil }
            let verdicts: [SecurityGroupVerdict] =
                [.attaches] + (isUndeclared ? [.undeclaredGroup] : [])
            return [SecurityGroupJudgement(verdicts: verdicts)]
        }
    }
}
