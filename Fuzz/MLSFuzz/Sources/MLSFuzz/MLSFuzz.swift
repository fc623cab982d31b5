import CFuzzer
import Foundation
import MLS

/// Feeds a decoder with what libFuzzer makes up.
///
/// `MLS_FUZZ_TARGET` names the decoder; `MLSFuzz seed DIR` writes a corpus to begin with.
@main
enum MLSFuzz {
    static func main() throws {
        if CommandLine.argc == 3, CommandLine.arguments[1] == "seed" {
            try Seeds.write(to: CommandLine.arguments[2])
            return
        }
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
            CommandLine.unsafeArgv
        exit(
            withUnsafeMutablePointer(to: &arguments) { pointer in
                pointer.withMemoryRebound(
                    to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1
                ) { LLVMFuzzerRunDriver(&count, $0, tryInput) }
            })
    }
}

private let target = ProcessInfo.processInfo.environment["MLS_FUZZ_TARGET"] ?? "message"

/// What is read must be written back byte for byte; anything else must throw, never trap.
private func tryInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    switch target {
    case "message": roundTrip(MLSMessage.self, bytes)
    case "key-package": roundTrip(KeyPackage.self, bytes)
    case "welcome": roundTrip(Welcome.self, bytes)
    case "group-info": roundTrip(GroupInfo.self, bytes)
    case "ratchet-tree": roundTrip(RatchetTree.self, bytes)
    case "state": restore(bytes)
    default: fatalError("unknown MLS_FUZZ_TARGET")
    }
    return 0
}

private func roundTrip<T: MLSCodable>(_: T.Type, _ bytes: [UInt8]) {
    guard let value = try? T(encoded: bytes) else { return }
    precondition(value.encoded == bytes, "what was read is not what is written")
}

private func restore(_ bytes: [UInt8]) {
    guard var group = try? Group(serialised: bytes) else { return }
    _ = try? group.encrypt([1])
    _ = try? group.applyPendingCommit()
    _ = group.serialise()
}
