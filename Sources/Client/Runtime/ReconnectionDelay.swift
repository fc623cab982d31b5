/// How long to wait before the next attempt: the same for everybody, whatever they do, but for
/// chance, which keeps all clients from coming back in the same moment.
struct ReconnectionDelay: Sendable {
    private static let seconds: [Double] = [1, 2, 4, 8, 15, 30]

    private var attempt = 0

    /// Milliseconds, between half and the whole of the step's length.
    mutating func next() -> Int64 {
        let seconds = Self.seconds[min(attempt, Self.seconds.count - 1)]
        attempt += 1
        return Int64(seconds * Double.random(in: 500...1_000))
    }

    mutating func reset() { attempt = 0 }
}
