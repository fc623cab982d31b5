// swift-tools-version: 6.2
import PackageDescription

/// Upcoming language features that every target of this package is written in.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// Who may not import whom is the threat model in one picture: arrows point upwards only, and the
// server's targets and the client's targets never import each other.
let package = Package(
    name: "moonless",
    products: [
        .library(name: "MLS", targets: ["MLS"]),
        .library(name: "PrivateRetrieval", targets: ["PrivateRetrieval"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    ],
    targets: [
        .target(
            name: "MLS",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .testTarget(name: "MLSTests", dependencies: ["MLS"], swiftSettings: settings),
        .target(name: "CPrivateRetrieval"),
        .target(
            name: "PrivateRetrieval", dependencies: ["CPrivateRetrieval"], swiftSettings: settings),
        .testTarget(
            name: "PrivateRetrievalTests", dependencies: ["PrivateRetrieval"],
            swiftSettings: settings),
    ]
)
