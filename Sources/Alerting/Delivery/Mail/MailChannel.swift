/// Sends notices by mail, through the machine's own mail system.
///
/// The program is called as `sendmail -t -i`, which Postfix, Exim, OpenSMTPD, msmtp and others
/// understand. What happens to a mail once it is queued is the mail system's to tell.
public struct MailChannel: DeliveryChannel {
    /// The channel's name.
    public let name: String
    let from: MailAddress
    let to: [MailAddress]
    let sendmail: String
    let deadline: Double
    let clock: WallClock

    /// Makes a channel.
    ///
    /// - parameters:
    ///   - name: The channel's name.
    ///   - from: The sender.
    ///   - to: The receivers, at least one.
    ///   - sendmail: The path of the program.
    ///   - deadline: The time that the program may take, in seconds.
    ///   - clock: What the mail's date is taken from.
    public init(
        name: String = "mail",
        from: MailAddress,
        to: [MailAddress],
        sendmail: String = "/usr/sbin/sendmail",
        deadline: Double = 30,
        clock: WallClock = .system
    ) {
        self.name = name
        self.from = from
        self.to = to
        self.sendmail = sendmail
        self.deadline = deadline
        self.clock = clock
    }

    /// Sends a notice.
    public func deliver(_ notice: AlertNotice, thread: String?) -> DeliveryOutcome {
        let message = MailMessage(notice: notice, from: from, to: to, time: clock.now)
        let run = SendmailRun(
            program: sendmail,
            arguments: ["-t", "-i"],
            input: message.text,
            deadline: deadline
        )
        let program = ShownText.line(sendmail, limit: 200)
        switch run.run() {
        case .exited(0, _): return .delivered(thread: nil)
        case .exited(let status, let complaint):
            let words = complaint.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let said = words.isEmpty ? "" : ": " + ShownText.line(words, limit: 200)
            let reason = "\(program) ended with status \(status)\(said)"
            return Self.lasting.contains(status)
                ? .refused(reason: reason) : .retry(reason: reason, after: nil)
        case .signalled(let signal):
            return .retry(reason: "\(program) was ended by signal \(signal)", after: nil)
        case .late:
            return .retry(reason: "\(program) did not end in time", after: nil)
        case .failed(let reason):
            return .retry(reason: "\(program): \(reason)", after: nil)
        }
    }

    /// The statuses of sysexits.h that stay until somebody changes something.
    ///
    /// They are usage, data, no input, no user, no host, no permission, configuration.
    /// `EX_TEMPFAIL`, 75, and all that is not known may pass.
    private static let lasting: Set<Int32> = [64, 65, 66, 67, 68, 77, 78]
}
