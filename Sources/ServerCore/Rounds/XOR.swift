/// Addition of answers: the sum of both servers' shares is the record.
enum XOR {
    /// - Parameter addend: As long as the sum.
    static func add(_ addend: ArraySlice<UInt8>, to sum: inout [UInt8]) {
        precondition(addend.count == sum.count, "answers of different sizes")
        sum.withUnsafeMutableBytes { sum in
            addend.withUnsafeBytes { addend in
                let words = sum.count / 8
                for word in 0..<words {
                    let value = addend.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
                    let old = sum.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
                    sum.storeBytes(of: old ^ value, toByteOffset: word * 8, as: UInt64.self)
                }
                for index in words * 8..<sum.count { sum[index] ^= addend[index] }
            }
        }
    }
}
