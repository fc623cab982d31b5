#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Who appears in the same stretches of time as whom, rare stretches counting more.
package struct CoPresenceAttack: Sendable {
    package let binMilliseconds: Int64

    package init(binSeconds: Double) {
        binMilliseconds = Int64(binSeconds * 1000)
    }

    /// - Parameters:
    ///   - times: Rising, in milliseconds.
    ///   - users: Who appears at each time.
    package func scores(times: [Int64], users: [Int32], userCount: Int) -> PairScores {
        var result = PairScores(userCount: userCount)
        var start = 0
        var present: [Int32] = []
        while start < times.count {
            let bin = Self.bin(times[start], binMilliseconds)
            var end = start
            while end < times.count, Self.bin(times[end], binMilliseconds) == bin { end += 1 }
            present = Array(Set(users[start..<end])).sorted()
            add(present, to: &result)
            start = end
        }
        return result
    }

    private func add(_ present: [Int32], to result: inout PairScores) {
        guard present.count > 1 else { return }
        let weight = 1 / Float(present.count)
        for (place, first) in present.enumerated() {
            let row = result.rowStart(Int(first))
            for second in present[(place + 1)...] { result.values[row + Int(second)] += weight }
        }
    }

    private static func bin(_ time: Int64, _ width: Int64) -> Int64 {
        time >= 0 ? time / width : (time + 1) / width - 1
    }
}
