#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The simplest attack: those who have much traffic have many partners.
package enum VolumeAttack {
    /// Scores a pair by the product of the two volumes.
    package static func scores(volumes: [Int]) -> PairScores {
        let logs = volumes.map { Float(log(1 + Double($0))) }
        return PairScores(userCount: volumes.count) { logs[$0] + logs[$1] }
    }
}
