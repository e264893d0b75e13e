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
        .target(name: "CloudTrail", dependencies: ["CZlib"], swiftSettings: strict),
        .target(
            name: "SecurityArchitecture",
            dependencies: ["CloudTrail", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict
        ),
        .target(
            name: "Detection",
            dependencies: [
                "CloudTrail", "SecurityArchitecture", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "AuditIndex",
            dependencies: [
                "CloudTrail", "SecurityArchitecture",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Ingestion",
            dependencies: ["AuditIndex", "CloudTrail", "Detection", "SecurityArchitecture"],
            swiftSettings: strict
        ),
        .target(
            name: "CCurl",
            linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]
        ),
        .target(
            name: "Alerting",
            dependencies: [
                "AuditIndex", "CCurl", "CloudTrail", "Detection", "Ingestion",
                "SecurityArchitecture",
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
                "Alerting", "AuditIndex", "CloudTrail", "Detection", "Ingestion", "Queries",
                "SecurityArchitecture",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "audit", dependencies: ["AuditCommands"], swiftSettings: strict),
        .target(
            name: "AuditTestSupport",
            dependencies: ["CZlib", "CloudTrail"],
            path: "Tests/AuditTestSupport",
            swiftSettings: strict
        ),
        .testTarget(name: "CloudTrailTests", dependencies: ["CloudTrail", "AuditTestSupport"]),
        .testTarget(
            name: "SecurityArchitectureTests",
            dependencies: ["SecurityArchitecture", "AuditTestSupport"]
        ),
        .testTarget(
            name: "DetectionTests",
            dependencies: ["Detection", "AuditTestSupport", "CloudTrail"]
        ),
        .testTarget(
            name: "AuditIndexTests",
            dependencies: ["AuditIndex", "Ingestion", "AuditTestSupport"]
        ),
        .testTarget(name: "IngestionTests", dependencies: ["Ingestion", "AuditTestSupport"]),
        .testTarget(name: "AlertingTests", dependencies: ["Alerting", "AuditTestSupport"]),
        .testTarget(
            name: "AuditCommandsTests",
            dependencies: [
                "AuditCommands", "AuditIndex", "AuditTestSupport", "Detection", "Ingestion",
                "Queries",
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
