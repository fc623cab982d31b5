import Wire

/// Bytes of a message up and down in a plain round, lengths and types included.
struct FloorSizes: Sendable {
    let up: Int
    let down: Int

    init(clients: Int) {
        var parameters = DeploymentParameters()
        parameters.capacity = max(2, clients)
        let layout = FrameLayout(parameters)
        // Round 1 has neither knocks nor bells; five bytes of length and type, a round's number.
        up = 5 + layout.frameByteCount(Round(rawValue: 1))
        down = 5 + 8 + layout.retrievedByteCount(Round(rawValue: 1))
    }
}
