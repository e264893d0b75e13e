/// Somebody with an account in the company's Identity Center.
struct SamplePerson: Sendable {
    let name: String
    /// The permission sets by account.
    let permissionSet: @Sendable (SampleAccount) -> String
    /// The last octet of the person's address in the office, 203.0.113.0/28.
    let desk: Int

    var userName: String { "\(name)@acme.example" }
    var address: String { "203.0.113.\(desk)" }

    static let anna = SamplePerson(name: "anna", permissionSet: { _ in "Platform" }, desk: 3)
    static let ben = SamplePerson(name: "ben", permissionSet: { _ in "Security" }, desk: 4)
    static let developers = [("carla", 7), ("deniz", 8), ("emil", 9)].map { name, desk in
        SamplePerson(
            name: name,
            permissionSet: { $0 == .prod ? "ReadOnly" : "Developer" },
            desk: desk
        )
    }

    func role(in account: SampleAccount) -> SampleRole {
        .permissionSet(permissionSet(account), in: account)
    }

    /// The caller of a console session that began at `time`.
    func console(in account: SampleAccount, key: String, since time: SampleTime) -> SampleCaller {
        SampleCaller(
            identity: .role(role(in: account), session: userName, key: key, created: time),
            account: account,
            address: address,
            userAgent: Self.browser,
            fromConsole: true
        )
    }

    /// The caller of a command-line session that began at `time`.
    func terminal(in account: SampleAccount, key: String, since time: SampleTime) -> SampleCaller {
        SampleCaller(
            identity: .role(role(in: account), session: userName, key: key, created: time),
            account: account,
            address: address,
            userAgent: "aws-cli/2.24.5 md/awscrt#0.23.8 ua/2.0 os/macos#24.3.0 md/arch#arm64 "
                + "lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#standard "
                + "md/installer#exe md/prompt#off"
        )
    }

    static let browser =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 "
        + "(KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36"
}
