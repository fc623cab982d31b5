/// A small deterministic generator (SplitMix64), so that every figure of a report can be repeated.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number drawn evenly from 0 (included) to 1 (excluded).
    package mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// An index drawn evenly from `0..<bound`, without the cost of rejection (the bias is below
    /// 2^-32 for the bounds used here).
    package mutating func index(below bound: Int) -> Int {
        Int((UInt64(bound)).multipliedFullWidth(by: next()).high)
    }
}
