import Basics
import Testing

@testable import HTTP

struct EndpointTests {
    @Test(arguments: [
        ("https://hooks.slack.com/services/T0/B0/EXAMPLETOKEN", "https://hooks.slack.com"),
        ("https://example.com:8443/x?token=EXAMPLETOKEN", "https://example.com:8443"),
        ("HTTPS://Example.com", "https://Example.com"),
        ("http://localhost:8080/x", "http://localhost:8080"),
        ("http://127.0.0.1/", "http://127.0.0.1"), ("http://127.1.2.3/", "http://127.1.2.3"),
        ("http://[::1]:80/", "http://[::1]:80"),
    ])
    func `An address shows its host and no more`(address: String, shown: String) throws {
        let endpoint = try Endpoint(address)
        #expect(endpoint.description == shown)
        var dumped = "\(endpoint) \(String(reflecting: endpoint))"
        dump(endpoint, to: &dumped)
        #expect(!dumped.contains("EXAMPLETOKEN"))
    }

    @Test(arguments: [
        ("http://hooks.example.com/EXAMPLETOKEN", "http://"),
        ("http://127.0.0.1.evil.example/EXAMPLETOKEN", "http://"),
        ("http://localhost.evil.example/EXAMPLETOKEN", "http://"),
        ("http://127.0.0.256/EXAMPLETOKEN", "http://"), ("http://10.0.0.1/EXAMPLETOKEN", "http://"),
        ("https://user:EXAMPLETOKEN@example.com/", "password"),
        ("http://127.0.0.1@evil.example/EXAMPLETOKEN", "user name"),
        ("https://example.com/#EXAMPLETOKEN", "#"), ("ftp://example.com/EXAMPLETOKEN", "scheme"),
        ("file:///etc/EXAMPLETOKEN", "not a URL"), ("EXAMPLETOKEN", "not a URL"), ("", "not a URL"),
        ("https:///EXAMPLETOKEN", "not a URL"),
        ("https://example.com/a b EXAMPLETOKEN", "not a URL"),
        ("https://example.com/\r\nX: EXAMPLETOKEN", "not a URL"),
        ("https://exämple.com/EXAMPLETOKEN", "not a URL"),
    ])
    func `An unsafe URL is rejected without being repeated`(address: String, word: String) {
        let fault = #expect(throws: TextFault.self) { try Endpoint(address) }
        #expect(fault?.description.contains(word) == true, "\(fault?.description ?? "")")
        #expect(fault?.description.contains("EXAMPLETOKEN") == false)
    }

    @Test
    func `A secret prints as hidden, however it is printed`() {
        let secret = HiddenText("EXAMPLETOKEN")
        var printed = "\(secret) \([secret]) \(String(reflecting: secret)) \(["a": secret])"
        dump(secret, to: &printed)
        #expect(!printed.contains("EXAMPLETOKEN"))
        #expect(printed.hasPrefix("(hidden) [(hidden)] (hidden)"))
    }
}
