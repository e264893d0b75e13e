import AuditIndex
import Basics
import CloudTrail
import Delivery
import Detection
import Foundation
import SecurityArchitecture
import StrictYAML

@testable import AuditCommands

/// An `audit.yaml`, and what it says of an event.
enum Declarations {
    static func check(_ bytes: [UInt8]) {
        do throws(ArchitectureErrors) {
            let architecture = try Architecture(yaml: bytes, file: "audit.yaml")
            let names = FactField.allCases.map(\.rawValue)
            if let sampleEvent {
                _ = FieldReader(names, architecture).values(of: sampleEvent)
            }
        } catch {
            let problems = error.problems.map(\.description)
            require(!problems.isEmpty && problems.count <= 100, "\(problems.count) problems")
            for problem in problems {
                require(problem.hasPrefix("audit.yaml") && !problem.contains("\n"), problem)
            }
        }
    }
}

/// The expressions of a search: conditions on fields, patterns, networks, times.
enum Searches {
    static func check(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let condition = try? FieldCondition(text), let sampleEvent {
            let filter = FieldFilter([condition], .guessed)
            if filter.matches(sampleEvent) {
                for needle in filter.needles {
                    require(sampleEvent.mayContain(needle), "\(text): \(needle)")
                }
            }
        }
        for names in ["arn:aws:iam::510000000001:role/ci/deploy-prod", "a/b", text] {
            if let pattern = try? OptionPattern<TextPattern>.glob(text).pattern {
                _ = pattern.matches(names)
            }
            if let pattern = try? OptionPattern<TextPattern>.network(text).pattern {
                _ = pattern.matches("192.0.2.7")
            }
        }
        _ = try? OptionPattern<SecretPattern>.secret(text)
        if let glob = try? Glob(text), glob.isLiteral {
            require(glob.matches(text) || text.contains("\\"), text)
        }
        if let time = try? TimeExpression(text, Clock(now: 1_772_841_600)) {
            require(time.lowerBound < time.exclusiveUpperBound, text)
        }
    }
}

/// A file of delivery settings, which repeats no value in its problems.
enum Deliveries {
    private static let path = FileManager.default.temporaryDirectory
        .appending(path: "audit-fuzz-\(getpid()).yml").path

    static func check(_ bytes: [UInt8]) {
        let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW, 0o600)
        require(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count, path)
        close(descriptor)
        do throws(DeliverySettingsError) {
            let environment = ["TOKEN": "kept-to-itself", "URL": "https://example.com/hook"]
            let settings = try DeliverySettings.load(file: path, environment: environment)
            require(!settings.channels.isEmpty, "no channels")
            let names = settings.channels.map(\.name)
            require(Set(names).count == names.count, "two channels of one name")
        } catch {
            for problem in error.problems {
                require(!problem.contains("\n") && !problem.contains("kept-to-itself"), problem)
            }
        }
    }
}
