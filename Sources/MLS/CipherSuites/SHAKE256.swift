/// SHAKE256 of FIPS 202, which swift-crypto does not offer.
///
/// Its time depends on the input's length only.
package enum SHAKE256 {
    private static let rateByteCount = 136

    package static func hash(_ input: [UInt8], count: Int) -> [UInt8] {
        var state = [UInt64](repeating: 0, count: 25)
        defer { erase(&state) }
        absorb(input, into: &state)
        var output: [UInt8] = []
        output.reserveCapacity(count)
        while true {
            for index in 0..<min(rateByteCount, count - output.count) {
                output.append(UInt8(truncatingIfNeeded: state[index / 8] >> (8 * (index % 8))))
            }
            if output.count == count { return output }
            permute(&state)
        }
    }

    private static func absorb(_ input: [UInt8], into state: inout [UInt64]) {
        var padded = input
        padded.append(0x1F)
        padded.append(
            contentsOf: repeatElement(
                0, count: (rateByteCount - padded.count % rateByteCount) % rateByteCount))
        padded[padded.count - 1] |= 0x80
        defer { Secret.erase(&padded) }
        for block in stride(from: 0, to: padded.count, by: rateByteCount) {
            for index in 0..<rateByteCount {
                state[index / 8] ^= UInt64(padded[block + index]) << (8 * (index % 8))
            }
            permute(&state)
        }
    }

    @inline(never)
    private static func erase(_ state: inout [UInt64]) {
        for index in state.indices { state[index] = 0 }
    }

    /// Keccak-f[1600].
    private static func permute(_ state: inout [UInt64]) {
        var parity = [UInt64](repeating: 0, count: 5)
        for constant in roundConstants {
            for x in 0..<5 {
                parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]
            }
            for x in 0..<5 {
                let mix = parity[(x + 4) % 5] ^ rotate(parity[(x + 1) % 5], 1)
                for y in stride(from: 0, to: 25, by: 5) { state[x + y] ^= mix }
            }
            var moving = state[1]
            for step in 0..<24 {
                let lane = lanes[step]
                (moving, state[lane]) = (state[lane], rotate(moving, rotations[step]))
            }
            for y in stride(from: 0, to: 25, by: 5) {
                let row = (state[y], state[y + 1], state[y + 2], state[y + 3], state[y + 4])
                state[y] = row.0 ^ (~row.1 & row.2)
                state[y + 1] = row.1 ^ (~row.2 & row.3)
                state[y + 2] = row.2 ^ (~row.3 & row.4)
                state[y + 3] = row.3 ^ (~row.4 & row.0)
                state[y + 4] = row.4 ^ (~row.0 & row.1)
            }
            state[0] ^= constant
        }
    }

    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value << count | value >> (64 - count)
    }

    private static let rotations: [UInt64] = [
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
    ]
    private static let lanes: [Int] = [
        10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
    ]
    private static let roundConstants: [UInt64] = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A,
        0x8000_0000_8000_8000, 0x0000_0000_0000_808B, 0x0000_0000_8000_0001,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8009, 0x0000_0000_0000_008A,
        0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
        0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089,
        0x8000_0000_0000_8003, 0x8000_0000_0000_8002, 0x8000_0000_0000_0080,
        0x0000_0000_0000_800A, 0x8000_0000_8000_000A, 0x8000_0000_8000_8081,
        0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
}
