/// A value of the settings and where it stands, which problems with it are reported at.
struct SettingValue: Sendable {
    let hidden: HiddenText
    /// `delivery.yaml:3:5: slack.webhook`, or the name of a variable.
    let place: String

    init(_ text: String, at place: String) {
        hidden = HiddenText(text)
        self.place = place
    }

    var text: String { hidden.revealed }
}
