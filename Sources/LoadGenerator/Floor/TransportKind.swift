import ArgumentParser

/// What carries frames and answers in a measurement of the floor.
enum TransportKind: String, CaseIterable, ExpressibleByArgument {
    /// System calls alone: one read and one write a client and round.
    case sockets
    /// The event loops and pipelines of SwiftNIO.
    case nio
    /// The same behind TLS 1.3, as a leader has it.
    case tls
}
