/// What the settings say of one channel, before it is known whether it makes sense.
struct ChannelSection: Sendable {
    let kind: ChannelKind
    /// Where it stands, for what it lacks.
    let place: String
    var values: [String: SettingValue] = [:]
    /// What a value that is missing is called: `lacks 'token'` or `AUDIT_SLACK_TOKEN is not set`.
    var isFromEnvironment = false

    init(_ kind: ChannelKind, place: String, values: [String: SettingValue]) {
        self.kind = kind
        self.place = place
        self.values = values
    }

    /// Gathers the variables of a kind of channel; nil where none says that there is one.
    ///
    /// A channel is asked for by what it cannot do without; one of these without the others is
    /// a mistake, which is found later.
    init?(_ kind: ChannelKind, environment: [String: String]) {
        var values: [String: SettingValue] = [:]
        for key in kind.keys {
            guard let text = environment[key.variable], !text.isEmpty else { continue }
            values[key.name] = SettingValue(text, at: key.variable)
        }
        let asking = kind.keys.first { $0.isRequired && values[$0.name] != nil }
        guard let asking else { return nil }
        self.init(kind, place: asking.variable, values: values)
        isFromEnvironment = true
    }
}
