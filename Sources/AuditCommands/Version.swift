/// The version of the program.
enum Version {
    /// As `audit --version` prints it.
    static let text = "0.1.0"

    /// Whether the compiler was asked for speed; a debug build is many times slower.
    static var isDebugBuild: Bool {
        #if DEBUG
        true
        #else
        false
        #endif
    }
}
