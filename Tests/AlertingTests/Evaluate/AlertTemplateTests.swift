import Testing

@testable import Alerting

/// Titles read as sentences, whatever is missing.
@Suite struct AlertTemplateTests {
    private static let known = [
        "audit.principal.name": "web-prod", "eventName": "ListUsers",
        "sourceIPAddress": "45.83.64.11", "audit.secret.name": "prod/db", "awsRegion": "eu-west-1",
        "requestParameters.userName": "bob", "audit.action": "iam:ListUsers",
    ]

    @Test(
        arguments: [
            // In parentheses.
            ("{eventName} ({none}) in {awsRegion}", "ListUsers in eu-west-1"),
            (
                "users ({eventName} {none}), from {sourceIPAddress}",
                "users (ListUsers), from 45.83.64.11"
            ),
            ("called {eventName} ({none}, peer {none} {other})", "called ListUsers"),
            (
                "called {eventName} ({awsRegion}, peer {none} {other})",
                "called ListUsers (eu-west-1)"
            ),
            (
                "called {eventName} (target {none}), from {sourceIPAddress}",
                "called ListUsers, from 45.83.64.11"
            ),
            ("set ({none}, {sourceIPAddress})", "set (45.83.64.11)"),
            ("failed (code {none}) (dry run)", "failed (dry run)"),
            // Behind a preposition, with and without a noun.
            (
                "{audit.principal.name} read {audit.secret.name}, from {none}",
                "web-prod read prod/db"
            ),
            (
                "{audit.principal.name} called {eventName} on secret {none}, from {sourceIPAddress}",
                "web-prod called ListUsers, from 45.83.64.11"
            ),
            (
                "called {eventName} in account {none}: {audit.action}",
                "called ListUsers: iam:ListUsers"
            ),
            ("attached p to {none} {requestParameters.userName} in {none}", "attached p to bob"),
            ("attached p to {none} {other} in {awsRegion}", "attached p in eu-west-1"),
            // Behind a separator and its label.
            ("opened to the world: {none}; declared: {other}", "opened to the world"),
            ("opened {eventName}: {awsRegion}; declared: {none}", "opened ListUsers: eu-west-1"),
            // What says of which kind the next word is.
            (
                "Rotation of {audit.target.environment} secret {audit.secret.name} failed: {none}",
                "Rotation of secret prod/db failed"
            ),
            (
                "{audit.principal.name} deleted a database of {audit.target.environment} ({eventName})",
                "web-prod deleted a database (ListUsers)"
            ),
            (
                "{audit.principal.name} was denied {audit.action} in {audit.environment}, from {sourceIPAddress}",
                "web-prod was denied iam:ListUsers, from 45.83.64.11"
            ),
            // What a sentence cannot do without.
            ("{audit.none} read it", "Something read it"),
            ("{userIdentity.arn} changed production", "Somebody changed production"),
            ("web-prod assumed {audit.role.name} ({none})", "web-prod assumed a role"),
            ("Undeclared reader {userIdentity.userName}", "Undeclared reader somebody"),
            ("From {none}, a secret was stolen", "A secret was stolen"),
            // Braces and parentheses that are none.
            ("a {b", "a {b"), ("a (b", "a (b"), ("a) b {eventName}", "a) b ListUsers"),
            ("({none})", ""),
        ]
    )
    func whatIsMissingVanishes(template: String, text: String) {
        #expect(AlertTemplate(template).filled { Self.known[$0] } == text)
    }

    @Test func valuesAreNoTemplates() {
        let hostile = ["a": "{b} (x", "b": "secret, from ", "c": ")"]
        #expect(
            AlertTemplate("{a}, {b} in {c} ({c})").filled { hostile[$0] }
                == "{b} (x, secret, from in ) ())"
        )
    }
}
