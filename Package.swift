// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "audit",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "audit", targets: ["audit"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        .target(name: "Basics", swiftSettings: strict),
        .target(name: "LinearRegex", swiftSettings: strict),
        .target(
            name: "StrictYAML",
            dependencies: ["Basics", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict
        ),
        .target(
            name: "CDeflate",
            linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
        ),
        .target(
            name: "CloudTrail",
            dependencies: ["Basics", "CDeflate", "CZlib"],
            swiftSettings: strict
        ),
        .target(
            name: "SecurityArchitecture",
            dependencies: [
                "Basics", "CloudTrail", "StrictYAML", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Detection",
            dependencies: [
                "Basics", "CloudTrail", "LinearRegex", "SecurityArchitecture", "StrictYAML",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "AuditIndex",
            dependencies: [
                "Basics", "CloudTrail", "SecurityArchitecture",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Ingestion",
            dependencies: [
                "AWS", "AuditIndex", "Basics", "CloudTrail", "Detection", "SecurityArchitecture",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "CCrypto",
            linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
        ),
        .target(
            name: "Integrity",
            dependencies: ["AuditIndex", "Basics", "CCrypto", "CloudTrail", "Ingestion"],
            swiftSettings: strict
        ),
        .target(
            name: "CCurl",
            linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
        ),
        .target(name: "HTTP", dependencies: ["Basics", "CCurl"], swiftSettings: strict),
        .target(name: "AWS", dependencies: ["Basics", "HTTP"], swiftSettings: strict),
        .target(
            name: "Delivery",
            dependencies: ["AWS", "Basics", "HTTP", "StrictYAML"],
            swiftSettings: strict
        ),
        .target(
            name: "Alerting",
            dependencies: [
                "AuditIndex", "Basics", "CloudTrail", "Delivery", "Detection", "Ingestion",
                "SecurityArchitecture",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Assessment",
            dependencies: [
                "AuditIndex", "Basics", "CloudTrail", "Detection", "SecurityArchitecture",
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "EmbedQueriesTool",
            swiftSettings: strict
        ),
        .plugin(
            name: "EmbedQueries",
            capability: .buildTool(),
            dependencies: ["EmbedQueriesTool"],
            path: "Sources/EmbedQueries"
        ),
        .target(name: "Queries", swiftSettings: strict, plugins: ["EmbedQueries"]),
        .target(
            name: "AuditCommands",
            dependencies: [
                "AWS", "Alerting", "Assessment", "AuditIndex", "Basics", "CloudTrail", "Delivery",
                "Detection", "HTTP", "Ingestion", "Integrity", "Queries", "SecurityArchitecture",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "audit", dependencies: ["AuditCommands"], swiftSettings: strict),
        .target(
            name: "CTestSigner",
            path: "Tests/CTestSigner",
            linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
        ),
        .target(
            name: "AuditTestSupport",
            dependencies: ["AWS", "Basics", "CTestSigner", "CZlib", "CloudTrail", "HTTP"],
            path: "Tests/AuditTestSupport",
            exclude: ["Network/moto_strict.py"],
            swiftSettings: strict
        ),
        .target(
            name: "AssessmentTestSupport",
            dependencies: [
                "Alerting", "Assessment", "AuditIndex", "AuditTestSupport", "Detection",
                "Ingestion", "SecurityArchitecture",
            ],
            path: "Tests/AssessmentTestSupport",
            swiftSettings: strict
        ),
        .testTarget(name: "BasicsTests", dependencies: ["Basics", "AuditTestSupport"]),
        .testTarget(name: "LinearRegexTests", dependencies: ["LinearRegex", "AuditTestSupport"]),
        .testTarget(name: "HTTPTests", dependencies: ["Basics", "HTTP", "AuditTestSupport"]),
        .testTarget(
            name: "AWSTests",
            dependencies: ["AWS", "Basics", "HTTP", "AuditTestSupport"],
            exclude: ["Data", "signed_requests.py"]
        ),
        .testTarget(
            name: "DeliveryTests",
            dependencies: ["AWS", "Basics", "Delivery", "HTTP", "AuditTestSupport"]
        ),
        .testTarget(name: "CloudTrailTests", dependencies: ["CloudTrail", "AuditTestSupport"]),
        .testTarget(
            name: "SecurityArchitectureTests",
            dependencies: ["SecurityArchitecture", "AuditTestSupport"],
            exclude: ["PolicyCases"]
        ),
        .testTarget(
            name: "DetectionTests",
            dependencies: ["Detection", "AuditTestSupport", "CloudTrail"],
            exclude: ["Conformance", "Cases"]
        ),
        .testTarget(
            name: "AuditIndexTests",
            dependencies: ["AuditIndex", "Ingestion", "AuditTestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(name: "IngestionTests", dependencies: ["Ingestion", "AuditTestSupport"]),
        .testTarget(
            name: "IntegrityTests",
            dependencies: ["AuditIndex", "AuditTestSupport", "Basics", "Ingestion", "Integrity"]
        ),
        .testTarget(name: "AlertingTests", dependencies: ["Alerting", "AuditTestSupport"]),
        .testTarget(
            name: "AssessmentTests",
            dependencies: [
                "Assessment", "AssessmentTestSupport", "AuditIndex", "AuditTestSupport",
                "Detection", "Ingestion", "SecurityArchitecture",
            ]
        ),
        .testTarget(
            name: "AuditCommandsTests",
            dependencies: [
                "Assessment", "AssessmentTestSupport", "AuditCommands", "AuditIndex",
                "AuditTestSupport", "Detection", "Ingestion", "Queries",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["AuditCommands", "AuditTestSupport"],
            exclude: ["Cases"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// Built by Tests/Fuzz/run alone, which says where libFuzzer is.
if let libFuzzer = Context.environment["AUDIT_FUZZ"] {
    package.targets.append(
        .executableTarget(
            name: "AuditFuzz",
            dependencies: [
                "AWS", "AuditCommands", "AuditIndex", "Basics", "CloudTrail", "Delivery",
                "Detection", "LinearRegex", "SecurityArchitecture", "StrictYAML",
            ],
            path: "Tests/Fuzz/Sources",
            linkerSettings: [.unsafeFlags([libFuzzer]), .linkedLibrary("stdc++")]
        )
    )
}
