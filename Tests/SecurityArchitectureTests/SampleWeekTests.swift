import AuditTestSupport
import CloudTrail
import SecurityArchitecture
import Testing

@Suite struct SampleWeekTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func benignWeekKeepsEveryContract(seed: UInt64) throws {
        let classifier = Classifier(try SampleArchitecture.load())
        var problems: [String] = []
        for event in SampleArchitecture.events(seed: seed, incident: false) {
            let facts = classifier.facts(for: event)
            for breach in facts.breaches { problems.append("\(summary(event)): \(breach)") }
            if facts.readerStatus == .undeclared {
                problems.append("\(summary(event)): \(facts.principal.principal.name) reads")
            }
            if facts.isCrossEnvironment { problems.append("\(summary(event)): crosses") }
        }
        #expect(problems.isEmpty, "\(problems.prefix(5))")
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func incidentWeekBreaksContractsInTheIncidentOnly(seed: UInt64) throws {
        let classifier = Classifier(try SampleArchitecture.load())
        var breaking: Set<String> = []
        var clauses: Set<ContractClause> = []
        var quiet: [String] = []
        for event in SampleArchitecture.events(seed: seed, incident: true) {
            let facts = classifier.facts(for: event)
            let isAttacker = event.text(.sourceIPAddress) == SampleIncident.address
            let key = event.identity.accessKeyID ?? event.identity.principal
            if !facts.breaches.isEmpty {
                breaking.insert(key)
                #expect(isAttacker, "\(summary(event)): \(facts.breaches)")
                clauses.formUnion(facts.breaches.map(\.clause))
            } else if isAttacker, event.identity.kind != .account {
                quiet.append(summary(event))
            }
        }
        #expect(quiet.isEmpty, "\(quiet.prefix(5))")
        #expect(
            breaking.isSuperset(of: [
                SampleIncident.instanceKey, SampleIncident.productionKey,
                SampleIncident.stagingKey, SampleIncident.backdoorKey,
            ])
        )
        #expect(clauses == [.assumer, .network, .window, .action])
    }

    @Test func incidentReadsAreUndeclared() throws {
        let classifier = Classifier(try SampleArchitecture.load())
        var reads: Set<String> = []
        for event in SampleArchitecture.incidentWeek {
            let facts = classifier.facts(for: event)
            guard facts.readerStatus == .undeclared else { continue }
            let session = event.identity.accessKeyID ?? ""
            let isForwarded = facts.principal.isForwarded
            let isAttacker = event.text(.sourceIPAddress) == SampleIncident.address
            #expect(isAttacker || isForwarded, "\(summary(event)) \(session)")
            reads.formUnion(facts.secrets.map(\.reference.name))
        }
        // web/api-key of production is read too, but by its declared reader.
        #expect(
            reads == [
                "prod/orders/mongodb", "prod/payments/oauth2-client", "prod/auth/jwt-signing-key",
                "staging/web/api-key", "staging/auth/jwt-signing-key", "staging/orders/mongodb",
                "staging/payments/oauth2-client", "staging/orders/payments-token",
            ]
        )
    }

    @Test func deploymentRoleIsAssumedByTheWrongPrincipal() throws {
        let classifier = Classifier(try SampleArchitecture.load())
        let starts = SampleArchitecture.incidentWeek.filter {
            RoleSessionStart($0)?.issuedKey == SampleIncident.productionKey
        }
        let event = try #require(starts.first)
        let facts = classifier.facts(for: event)
        #expect(event.time.description == "2026-03-07T02:06:19Z")
        #expect(
            facts.breaches.map(\.description) == [
                "assumer: assumed by web-prod-instance; allowed: "
                    + "repo:acme/shop:ref:refs/heads/main",
                "network: from 45.83.64.11, not in github-runners",
                "window: outside its windows (Mon–Thu 08:00–16:00 UTC): Saturday 02:06",
            ]
        )
        #expect(facts.value(of: .roleDeployment, in: event) == .boolean(true))
        #expect(facts.value(of: .window, in: event) == .text("outside"))
        #expect(facts.provenance(of: .roleDeployment) == .declared)
    }

    @Test func hopIntoStagingCrossesEnvironments() throws {
        let classifier = Classifier(try SampleArchitecture.load())
        let hops = SampleArchitecture.incidentWeek.filter {
            RoleSessionStart($0)?.issuedKey == SampleIncident.stagingKey
        }
        #expect(hops.count == 2)
        let shared = Set(hops.compactMap { RoleSessionStart($0)?.sharedEventID })
        #expect(shared.count == 1)
        for hop in hops {
            let facts = classifier.facts(for: hop)
            #expect(facts.isCrossEnvironment)
            #expect(facts.targetEnvironment?.name == "staging")
        }
    }

    private func summary(_ event: Event) -> String {
        "\(event.time) \(event.text(.eventName) ?? "-") \(event.identity.principal)"
    }
}
