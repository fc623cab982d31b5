import CPrivateRetrieval
import PrivateRetrieval
import Testing

@Suite struct AESTests {
    /// FIPS 197, appendices C.1 and C.3, through the pad: the keystream's first block is the
    /// encryption of zero, so the vectors used are those of SP 800-38A's block cipher on zero.
    @Test(arguments: AESEngine.available)
    func `the pad is AES in counter mode`(engine: AESEngine) {
        // AES-128 and AES-256 of the zero block under the zero key (NIST AESAVS, GFSbox and others).
        let zero128: [UInt8] = [
            0x66, 0xe9, 0x4b, 0xd4, 0xef, 0x8a, 0x2c, 0x3b, 0x88, 0x4c, 0xfa, 0x59, 0xca, 0x34,
            0x2b, 0x2e,
        ]
        let zero256: [UInt8] = [
            0xdc, 0x95, 0xc0, 0x78, 0xa2, 0x40, 0x89, 0x89, 0xad, 0x48, 0xa2, 0x14, 0x92, 0x84,
            0x20, 0x87,
        ]
        #expect(keystream(engine, key: [UInt8](repeating: 0, count: 16), count: 16) == zero128)
        #expect(keystream(engine, key: [UInt8](repeating: 0, count: 32), count: 16) == zero256)
    }

    @Test func `engines agree on keystreams of odd lengths`() {
        var generator = SeededGenerator(seed: testSeed())
        for count in [1, 15, 16, 17, 127, 128, 129, 1000, 1024, 4099] {
            for keyByteCount in [16, 32] {
                let key = generator.bytes(keyByteCount)
                let streams = AESEngine.available.map { keystream($0, key: key, count: count) }
                for stream in streams { #expect(stream == streams[0], "\(count)") }
            }
        }
    }

    private func keystream(_ engine: AESEngine, key: [UInt8], count: Int) -> [UInt8] {
        // One byte more, which must stay as it is.
        var bytes = [UInt8](repeating: 0, count: count + 1)
        var index = 0
        while let pointer = pr_aes_engine_at(index) {
            if String(cString: pr_aes_engine_name(pointer)) == engine.name {
                pr_pad_apply(pointer, key, key.count, &bytes, count)
            }
            index += 1
        }
        #expect(bytes.removeLast() == 0)
        return bytes
    }
}
