import ServerCore
import Synchronization

/// Sums since the server started, none of them about a person.
final class ServerCounters: Sendable {
    struct Values: Sendable {
        var isLinked = false
        var rounds: UInt64 = 0
        var abandonedRounds: UInt64 = 0
        var refusedRounds: UInt64 = 0
        var repairedCells: UInt64 = 0
        var storageFailures: UInt64 = 0
        var exports: UInt64 = 0
        var exportFailures: UInt64 = 0
        var lastExport: ExportResult?
    }

    private let state = Mutex(Values())

    var values: Values { state.withLock { $0 } }

    func count(_ notice: ServerNotice) {
        state.withLock { values in
            switch notice {
            case .linked: values.isLinked = true
            case .unlinked, .incompatiblePeer, .peerTrouble: values.isLinked = false
            case .roundAbandoned: values.abandonedRounds += 1
            case .roundRefused: values.refusedRounds += 1
            case .repaired(let cells, _): values.repairedCells += UInt64(cells)
            case .storageTrouble: values.storageFailures += 1
            case .accountsAdopted, .accountTablesDiffer, .clockBehind, .caughtUp: break
            }
        }
    }

    func countRound() { state.withLock { $0.rounds += 1 } }

    func count(_ export: ExportResult) {
        state.withLock {
            $0.exports += 1
            $0.lastExport = export
        }
    }

    func countFailedExport() { state.withLock { $0.exportFailures += 1 } }
}
