import FoundationEssentials

/// One event of the agent's stream.
package struct ServerSentEvent: Sendable, Equatable {
    package var name: String
    package var data: [UInt8]

    package func decode<Body: Decodable>(_ type: Body.Type) throws -> Body {
        try JSONDecoder().decode(type, from: Data(data))
    }
}

/// Cuts a stream of bytes into events; comments (heartbeats) fall away.
struct ServerSentEventParser: Sendable {
    private var pending: [UInt8] = []

    mutating func feed(_ bytes: [UInt8]) -> [ServerSentEvent] {
        pending.append(contentsOf: bytes)
        var events: [ServerSentEvent] = []
        while let end = pending.firstRange(of: [0x0A, 0x0A]) {
            if let event = Self.event(pending[..<end.lowerBound]) { events.append(event) }
            pending.removeSubrange(..<end.upperBound)
        }
        return events
    }

    private static func event(_ block: ArraySlice<UInt8>) -> ServerSentEvent? {
        var event = ServerSentEvent(name: "", data: [])
        for line in block.split(separator: 0x0A) {
            if line.starts(with: "event: ".utf8) {
                event.name = String(decoding: line.dropFirst(7), as: UTF8.self)
            } else if line.starts(with: "data: ".utf8) {
                event.data = Array(line.dropFirst(6))
            }
        }
        return event.name.isEmpty ? nil : event
    }
}
