// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "audit",
    platforms: [.macOS(.v26)],
    targets: [
        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        .target(name: "CloudTrail", dependencies: ["CZlib"], swiftSettings: strict),
        .testTarget(name: "CloudTrailTests", dependencies: ["CloudTrail"]),
    ],
    swiftLanguageModes: [.v6]
)
