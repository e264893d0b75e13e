import CloudTrail

/// What the sign-in service gives sessions to.
package enum SessionClient: String, CaseIterable, Hashable, Sendable {
    /// The AWS CLI, by `aws login`.
    case awsLogin = "aws-login"
    /// Another client of OAuth.
    case oauth
    /// An AI agent that works through the AWS MCP servers.
    case agent

    /// The client that asks for a token for a resource; of the CLI, its id says who it is.
    package init(resource: String?, clientID: String?) {
        if resource?.contains("://aws-mcp.") == true {
            self = .agent
        } else {
            self = clientID?.contains(":devtools/") == true ? .awsLogin : .oauth
        }
    }
}

extension Event {
    /// How the session of a call came to a program, as far as the record says.
    ///
    /// The sign-in service gives credentials to programs by OAuth: to the CLI (`aws login`), and to
    /// clients of the AWS MCP servers. Calls that these servers make name them. A shell in which an
    /// agent works with a person's credentials is not told apart from the person, and neither are
    /// user agents, which callers choose.
    ///
    /// Related documentation:
    /// <https://docs.aws.amazon.com/signin/latest/userguide/aws-mcp-server.html>
    var sessionClient: SessionClient? {
        if hasText(.eventType, "AwsMcpEvent") { return .agent }
        if hasText(.eventSource, "signin.amazonaws.com") {
            guard
                hasText(.eventName, "CreateOAuth2Token")
                    || hasText(.eventName, "AuthorizeOAuth2Access")
            else { return nil }
            let request = self[.requestParameters]
            return SessionClient(
                resource: request?["resource"]?.string,
                clientID: (request?["client_id"] ?? request?["clientId"])?.string
            )
        }
        guard let invokedBy = self[.userIdentity]?["invokedBy"]?.string,
            invokedBy == "aws-mcp.amazonaws.com"
        else { return nil }
        return .agent
    }
}
