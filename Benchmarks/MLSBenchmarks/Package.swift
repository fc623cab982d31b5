// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "mls-benchmarks",
    dependencies: [
        .package(name: "moonless", path: "../.."),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    ],
    targets: [
        .executableTarget(
            name: "MLSBenchmarks",
            dependencies: [
                .product(name: "MLS", package: "moonless"),
                .product(name: "Crypto", package: "swift-crypto"),
            ])
    ]
)
