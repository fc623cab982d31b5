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
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let tls: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let http: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle: Target.Dependency = .product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let database: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let certificates: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")

// Who may not import whom is the threat model in one picture: arrows point upwards only, and the
// server's targets and the client's targets never import each other.
let package = Package(
    name: "moonless",
    products: [
        .library(name: "MLS", targets: ["MLS"]),
        .library(name: "MLSX509", targets: ["MLSX509"]),
        .library(name: "PrivateRetrieval", targets: ["PrivateRetrieval"]),
        .executable(name: "mls-interop", targets: ["MLSInterop"]),
        .executable(name: "moonless", targets: ["moonless"]),
        .executable(name: "moonlessd", targets: ["moonlessd"]),
        .executable(name: "moonless-load", targets: ["LoadGenerator"]),
        .executable(name: "moonless-simulate", targets: ["moonless-simulate"]),
        .executable(name: "moonless-audit-replay", targets: ["moonless-audit-replay"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    ],
    targets: [
        .target(name: "MLS", dependencies: [crypto, cryptoExtras], swiftSettings: settings),
        .target(
            name: "MLSX509", dependencies: ["MLS", certificates, asn1], swiftSettings: settings),
        .executableTarget(name: "MLSInterop", dependencies: ["MLS"], swiftSettings: settings),
        .testTarget(
            name: "MLSTests",
            dependencies: [
                "MLS", "MLSInterop", "MLSX509", asn1, certificates, crypto,
            ],
            swiftSettings: settings),
        // What a user of the library can do: sees its public API and nothing else.
        .testTarget(
            name: "MLSUsageTests", dependencies: ["MLS"], packageAccess: false,
            swiftSettings: settings),

        .target(name: "CPrivateRetrieval"),
        .target(
            name: "PrivateRetrieval", dependencies: ["CPrivateRetrieval"], swiftSettings: settings),
        .target(
            name: "RetrievalBench", dependencies: ["PrivateRetrieval", "CPrivateRetrieval"],
            swiftSettings: settings),
        .testTarget(
            name: "PrivateRetrievalTests",
            dependencies: ["PrivateRetrieval", "CPrivateRetrieval", "RetrievalBench"],
            swiftSettings: settings),

        .target(name: "Wire", dependencies: ["PrivateRetrieval", crypto], swiftSettings: settings),
        .testTarget(name: "WireTests", dependencies: ["Wire", crypto], swiftSettings: settings),

        .target(
            name: "ServerCore", dependencies: ["PrivateRetrieval", "Wire", crypto],
            swiftSettings: settings),
        .testTarget(
            name: "ServerCoreTests",
            dependencies: ["PrivateRetrieval", "ServerCore", "ServerTestSupport", "Wire", crypto],
            swiftSettings: settings),
        .target(
            name: "ServerTestSupport", dependencies: ["PrivateRetrieval", "Wire", crypto],
            path: "Tests/ServerTests/Support", swiftSettings: settings),
        .target(
            name: "Server",
            dependencies: [
                "PrivateRetrieval", "ServerCore", "Wire", crypto, tls, logging, lifecycle,
                database, certificates, asn1, http,
            ] + nio,
            swiftSettings: settings),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "PrivateRetrieval", "Server", "ServerCore", "ServerTestSupport", "Wire", crypto,
                "moonlessd", tls,
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ] + nio,
            exclude: ["Support"], swiftSettings: settings),
        .executableTarget(
            name: "moonlessd",
            dependencies: [
                "PrivateRetrieval", "RetrievalBench", "Server", "ServerCore", "Wire", arguments,
                logging, lifecycle,
            ],
            swiftSettings: settings),

        // Simulated clients by the thousand, to measure servers; not shipped.
        .target(name: "CBareEcho"),
        .executableTarget(
            name: "LoadGenerator",
            dependencies: [
                "CBareEcho", "PrivateRetrieval", "ServerTestSupport", "Wire", arguments, asn1,
                certificates, crypto, tls,
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ] + nio,
            swiftSettings: settings),

        .target(
            name: "ClientCore", dependencies: ["MLS", "PrivateRetrieval", "Wire", crypto],
            swiftSettings: settings),

        .testTarget(
            name: "ClientCoreTests", dependencies: ["ClientCore", "MLS", "Wire", crypto],
            swiftSettings: settings),
        .target(name: "CBytes"),
        .target(
            name: "Client",
            dependencies: [
                "CBytes", "ClientCore", "Wire", crypto, cryptoExtras, tls, lifecycle, database,
                .product(name: "NIOTLS", package: "swift-nio"),
            ] + nio,
            swiftSettings: settings),
        .testTarget(
            name: "ClientTests",
            dependencies: [
                "Client", "ClientCore", "Wire", crypto, tls,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ] + nio,
            exclude: ["Fixtures"], swiftSettings: settings),
        // The web page's files, in the program itself.
        .target(name: "CWebAssets", exclude: ["assets"]),
        // Pictures are decoded apart from everything else.
        .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .target(name: "CPictures", dependencies: ["CJPEG", "CPNG"]),
        .target(name: "Pictures", dependencies: ["CPictures"], swiftSettings: settings),
        .target(
            name: "Agent",
            dependencies: [
                "CQRCode", "CWebAssets", "ChatImport", "Client", "ClientCore", "Pictures", "Wire",
                crypto, logging, lifecycle, http,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ] + nio,
            swiftSettings: settings),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Agent", "CPictures", "Client", "ClientCore", "Pictures", "Wire", crypto, http,
                logging,
            ] + nio,
            swiftSettings: settings),
        .systemLibrary(
            name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .executableTarget(
            name: "moonless",
            dependencies: [
                "Agent", "AuditCommand", "Client", "ClientCore", "Pictures", "Wire", arguments,
                crypto, lifecycle,
                logging, .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ] + nio,
            swiftSettings: settings),
        .testTarget(
            name: "MoonlessTests", dependencies: ["Agent", "Client", "moonless"],
            swiftSettings: settings),

        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Reads chat exports of WhatsApp.
        .target(name: "ChatImport", dependencies: ["CZlib"], swiftSettings: settings),
        .testTarget(
            name: "ChatImportTests", dependencies: ["ChatImport"], exclude: ["Fixtures"],
            swiftSettings: settings),
        // The adversary. It sees only what an observer sees: never the client, never the server.
        .target(
            name: "Audit", dependencies: ["CZlib", "ChatImport", crypto], swiftSettings: settings),
        .target(
            name: "AuditCommand", dependencies: ["Audit", "ChatImport", arguments],
            swiftSettings: settings),
        .testTarget(
            name: "AuditTests",
            dependencies: ["Audit", "AuditCommand", "ChatImport", arguments, crypto],
            swiftSettings: settings),

        // The laboratory: the one place where both sides meet, in virtual time.
        .target(
            name: "Simulation",
            dependencies: ["ClientCore", "PrivateRetrieval", "ServerCore", "Wire", crypto],
            swiftSettings: settings),
        // Writes the home of an account with long threads, to measure its agent; not shipped.
        .executableTarget(
            name: "AgentFixture", dependencies: ["Client", "ClientCore", "Simulation", "Wire"],
            swiftSettings: settings),
        .executableTarget(
            name: "moonless-simulate", dependencies: ["ClientCore", "Simulation"],
            swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["ClientCore", "PrivateRetrieval", "Simulation", "Wire", crypto],
            swiftSettings: settings),
        // Plays traces through the laboratory and hands the audit what the servers saw: a program
        // of its own, since it holds both sides. 'moonless audit replay' starts it.
        .target(
            name: "Replay",
            dependencies: ["Audit", "AuditCommand", "ClientCore", "Simulation", "Wire", arguments],
            swiftSettings: settings),
        .executableTarget(
            name: "moonless-audit-replay", dependencies: ["Replay", arguments],
            swiftSettings: settings),
        .testTarget(
            name: "ReplayTests", dependencies: ["Audit", "Replay", "Simulation"],
            swiftSettings: settings),
    ]
)
