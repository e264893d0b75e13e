import HTTP
import Testing

@testable import AWS

struct AWSCredentialsTests {
    @Test func `Credentials show nothing that signs`() {
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: HiddenText("EXAMPLESECRET"),
            sessionToken: HiddenText("EXAMPLETOKEN")
        )
        var shown = "\(credentials) \(String(reflecting: credentials))"
        dump(credentials, to: &shown)
        #expect(shown.contains("AKIDEXAMPLE"))
        #expect(!shown.contains("EXAMPLESECRET") && !shown.contains("EXAMPLETOKEN"))
    }
}
