/// Random bytes from an engine's generator.
enum RandomBytes {
    static func draw(_ count: Int, using random: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in .random(in: .min ... .max, using: &random) }
    }
}
