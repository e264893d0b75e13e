/// A file of the folder `Queries`, as it was when the program was built.
public struct EmbeddedFile: Hashable, Sendable {
    /// Its path in that folder, such as `alerts/secrets/first-read.yml`.
    public let name: String
    /// What is in it.
    public let text: String

    /// Makes a file.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
