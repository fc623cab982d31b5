import Synchronization
import Wire

/// A channel's cell keys, each derived once; copies of the channel share them.
///
/// A key is a function of the channel's secret and of the leaf: whoever derives it first, it is the
/// same.
final class DerivedKeys: Sendable {
    private let known = Mutex<[UInt32: CellKey]>([:])

    func key(of leaf: UInt32, _ derive: () -> CellKey) -> CellKey {
        known.withLock { known in
            if let key = known[leaf] { return key }
            let key = derive()
            known[leaf] = key
            return key
        }
    }
}
