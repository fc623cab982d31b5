import CPrivateRetrieval

/// A way of computing AES that this processor has.
public struct AESEngine: Sendable, Hashable, CustomStringConvertible {
    /// A constant table of the C target.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// The engines that this processor can run, best first; the last one is portable C.
    public static let available: [AESEngine] = {
        var engines: [AESEngine] = []
        while let pointer = pr_aes_engine_at(engines.count) {
            engines.append(AESEngine(pointer: pointer))
        }
        return engines
    }()

    /// The fastest engine of this processor.
    public static let best = available[0]

    /// The engine's name: `vaes512`, `aesni`, `neon` or `portable`.
    public var name: String { String(cString: pr_aes_engine_name(pointer)) }

    /// The engine's name.
    public var description: String { name }
}
