import AuditTestSupport
import Foundation
import Testing

@testable import Delivery

extension LoopbackWebServer.Request {
    /// The body as a JSON object.
    func json() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(body))
        return try #require(value as? [String: Any])
    }

    /// All texts of the body, wherever they are.
    func texts() throws -> [String] { Self.texts(of: try json()) }

    private static func texts(of value: Any) -> [String] {
        switch value {
        case let text as String: [text]
        case let list as [Any]: list.flatMap(texts)
        case let object as [String: Any]: object.flatMap { [$0.key] + texts(of: $0.value) }
        default: []
        }
    }
}
