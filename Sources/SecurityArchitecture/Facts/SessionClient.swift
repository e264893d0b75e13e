import CloudTrail

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
    var sessionClient: String? {
        if hasText(.eventType, "AwsMcpEvent") { return "agent" }
        if hasText(.eventSource, "signin.amazonaws.com") {
            guard
                hasText(.eventName, "CreateOAuth2Token")
                    || hasText(.eventName, "AuthorizeOAuth2Access")
            else { return nil }
            let request = self[.requestParameters]
            if request?["resource"]?.string?.contains("://aws-mcp.") == true { return "agent" }
            let client = request?["client_id"]?.string ?? request?["clientId"]?.string ?? ""
            return client.contains(":devtools/") ? "aws-login" : "oauth"
        }
        guard let invokedBy = self[.userIdentity]?["invokedBy"]?.string,
            invokedBy == "aws-mcp.amazonaws.com"
        else { return nil }
        return "agent"
    }
}
