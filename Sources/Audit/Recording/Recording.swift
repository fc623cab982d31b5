/// Everything that one or more servers saw over some time, event by event.
///
/// The events are produced on demand and in any number of passes, so that a recording of many
/// millions of them never lies in memory.
package struct Recording: Sendable {
    /// Names of the observers, such as `leader` and `helper`.
    package let servers: [String]
    /// Names of the kinds of events, such as `frame` and `answer`.
    package let kinds: [String]
    /// The period of the rounds, which is public: a parameter of the deployment.
    package let roundMicroseconds: Int64
    private let produce: @Sendable ((RecordedEvent) -> Void) throws(InputError) -> Void

    package init(
        servers: [String], kinds: [String], roundMicroseconds: Int64,
        events: @escaping @Sendable ((RecordedEvent) -> Void) throws(InputError) -> Void
    ) {
        self.servers = servers
        self.kinds = kinds
        self.roundMicroseconds = roundMicroseconds
        produce = events
    }

    package init(
        servers: [String], kinds: [String], roundMicroseconds: Int64, events: [RecordedEvent]
    ) {
        self.init(servers: servers, kinds: kinds, roundMicroseconds: roundMicroseconds) {
            body throws(InputError) in
            for event in events { body(event) }
        }
    }

    package func forEachEvent(_ body: (RecordedEvent) -> Void) throws(InputError) {
        try produce(body)
    }
}
