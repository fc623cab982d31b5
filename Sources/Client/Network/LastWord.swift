import Synchronization

/// When the leader last said something, noted where it arrives.
///
/// Not where it is dealt with: a program that is busy with what its user does must not take a line
/// that lives for a dead one, since hanging up shows.
final class LastWord: Sendable {
    private let uptime = Mutex<Int64>(0)

    /// - Parameter now: milliseconds of the machine's uptime.
    func note(_ now: Int64) { uptime.withLock { $0 = max($0, now) } }

    /// Whether nothing has come for longer than so many milliseconds.
    func isOlder(than milliseconds: Int64, at now: Int64) -> Bool {
        uptime.withLock { now - $0 > milliseconds }
    }
}
