import NIOConcurrencyHelpers
import NIOCore

/// What ``Operations`` has to end.
final class RunningOperations: Sendable {
    private struct Values {
        var channels: [any Channel] = []
        var nightly: Task<Void, Never>?
    }

    private let values = NIOLockedValueBox(Values())

    func add(_ channel: any Channel) { values.withLockedValue { $0.channels.append(channel) } }

    var channels: [any Channel] { values.withLockedValue(\.channels) }

    var nightly: Task<Void, Never>? {
        get { values.withLockedValue(\.nightly) }
        set { values.withLockedValue { $0.nightly = newValue } }
    }
}
