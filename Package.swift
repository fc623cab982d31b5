// swift-tools-version: 6.2
import PackageDescription

/// Upcoming language features that every target of this package is written in.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")

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
        .target(name: "MLS", dependencies: [crypto, cryptoExtras], swiftSettings: settings),
        .testTarget(name: "MLSTests", dependencies: ["MLS"], swiftSettings: settings),

        .target(name: "CPrivateRetrieval"),
        .target(
            name: "PrivateRetrieval", dependencies: ["CPrivateRetrieval"], swiftSettings: settings),
        .testTarget(
            name: "PrivateRetrievalTests", dependencies: ["PrivateRetrieval", "CPrivateRetrieval"],
            swiftSettings: settings),

        .target(name: "Wire", dependencies: ["PrivateRetrieval", crypto], swiftSettings: settings),

        .target(
            name: "ServerCore", dependencies: ["PrivateRetrieval", "Wire", crypto],
            swiftSettings: settings),
        .testTarget(
            name: "ServerCoreTests", dependencies: ["PrivateRetrieval", "ServerCore", "Wire", crypto],
            swiftSettings: settings),

        .target(
            name: "ClientCore", dependencies: ["MLS", "PrivateRetrieval", "Wire", crypto],
            swiftSettings: settings),

        // The laboratory: the one place where both sides meet, in virtual time.
        .target(
            name: "Simulation",
            dependencies: ["ClientCore", "PrivateRetrieval", "ServerCore", "Wire", crypto],
            swiftSettings: settings),
        .testTarget(
            name: "SimulationTests", dependencies: ["ClientCore", "Simulation", "Wire"],
            swiftSettings: settings),
    ]
)
