import Detection
import Foundation

extension ChannelBuilder {
    static func level(_ text: String) throws(DeliveryFault) -> RuleLevel {
        guard let level = RuleLevel(rawValue: text.lowercased()) else {
            let levels = RuleLevel.allCases.map(\.rawValue).joined(separator: ", ")
            throw DeliveryFault("is no level; write one of \(levels)")
        }
        return level
    }

    /// `15s` or `15`, from 1 to 300.
    static func seconds(_ text: String) throws(DeliveryFault) -> Double {
        guard let seconds = Int(text.hasSuffix("s") ? text.dropLast() : text[...]),
            (1...300).contains(seconds)
        else { throw DeliveryFault("should be a number of seconds from 1s to 300s") }
        return Double(seconds)
    }

    static func name(_ text: String) throws(DeliveryFault) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0 &- 0x30 < 10 || $0 | 0x20 &- 0x61 < 26 || "-_.".utf8.contains($0)
        }
        guard !text.isEmpty, text.utf8.count <= 64, isPlain else {
            throw DeliveryFault("should be a name of letters, digits, hyphens and dots")
        }
        return text
    }

    /// A token goes into a header, which a line break would end.
    static func token(_ text: String) throws(DeliveryFault) -> HiddenText {
        HiddenText(try plain(text))
    }

    static func plain(_ text: String) throws(DeliveryFault) -> String {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw DeliveryFault("has a space, a line break or what is not ASCII in it")
        }
        return text
    }

    static func secret(_ text: String) throws(DeliveryFault) -> HiddenText {
        guard text.utf8.count >= 16 else {
            throw DeliveryFault(
                "is shorter than 16 bytes, which can be guessed; make one with: "
                    + "openssl rand -hex 32"
            )
        }
        return HiddenText(text)
    }

    /// Mail addresses with commas between.
    static func addresses(_ text: String) throws(DeliveryFault) -> [MailAddress] {
        var addresses: [MailAddress] = []
        for part in text.split(separator: ",") {
            addresses.append(try MailAddress(part.trimmingCharacters(in: .whitespaces)))
        }
        guard !addresses.isEmpty, addresses.count <= 50 else {
            throw DeliveryFault("should be one to 50 mail addresses, with commas between")
        }
        return addresses
    }

    static func path(_ text: String) throws(DeliveryFault) -> String {
        guard text.hasPrefix("/"), !text.contains("\0") else {
            throw DeliveryFault("should be an absolute path, such as /usr/sbin/sendmail")
        }
        return text
    }
}
