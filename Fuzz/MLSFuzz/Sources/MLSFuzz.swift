import Foundation
import MLS

/// What libFuzzer calls first: writes a corpus to begin with and ends, if `MLS_FUZZ_SEEDS` names a
/// folder for it.
@_cdecl("LLVMFuzzerInitialize")
public func initialise(
    _ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
    guard let folder = environment["MLS_FUZZ_SEEDS"] else { return 0 }
    do {
        try Seeds.write(to: folder)
    } catch {
        fatalError("no corpus was written: \(error)")
    }
    exit(0)
}

private let environment = ProcessInfo.processInfo.environment

/// The name of the decoder.
private let target = environment["MLS_FUZZ_TARGET"] ?? "message"

/// What is read must be written back byte for byte; anything else must throw, never trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func tryInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
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
