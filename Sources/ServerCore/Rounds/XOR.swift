/// Addition of answers: the sum of both servers' shares is the record.
enum XOR {
    /// Adds bytes onto a part of a sum.
    ///
    /// - Parameter offset: Where that part begins; all of the addend must fit behind it.
    static func add(_ addend: ArraySlice<UInt8>, to sum: inout [UInt8], at offset: Int = 0) {
        precondition(offset >= 0 && offset + addend.count <= sum.count, "answers of other sizes")
        sum.withUnsafeMutableBytes { sum in
            addend.withUnsafeBytes { addend in
                let words = addend.count / 8
                for word in 0..<words {
                    let place = offset + word * 8
                    let value = addend.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
                    let old = sum.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    sum.storeBytes(of: old ^ value, toByteOffset: place, as: UInt64.self)
                }
                for index in words * 8..<addend.count { sum[offset + index] ^= addend[index] }
            }
        }
    }
}
