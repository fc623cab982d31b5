/// What a client sends to the leader.
///
/// On the wire: a 32-bit length, a type, the body.
package enum ClientMessage: Sendable, Equatable {
    /// Asks for the signed deployment file.
    case fetchDeployment
    /// Begins a session: asks for both servers' nonces.
    case hello(version: UInt16, descriptorDigest: [UInt8])
    case register(Registration)
    case open(SessionOpening)
    /// A frame, still encoded: its size depends on its round.
    case frame([UInt8])
    /// After a challenge, in place of an opening.
    case leave(Leaving)

    package static let protocolVersion: UInt16 = 1

    private enum Kind: UInt8 {
        case fetchDeployment = 0x01
        case hello = 0x02
        case register = 0x03
        case open = 0x04
        case frame = 0x05
        case leave = 0x06
    }

    /// A frame's bytes, if the message is one: what comes thousands of times a round is not taken
    /// apart into a message first.
    package static func frame(in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        bytes.first == Kind.frame.rawValue ? bytes.dropFirst() : nil
    }

    /// The largest body that a leader reads from a client.
    package static func maximumByteCount(_ layout: FrameLayout) -> Int {
        max(SessionOpening.byteCount, layout.frameByteCount(Round(rawValue: 0))) + 1
    }

    package init(_ bytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(bytes)
        let type: UInt8 = try reader.readInteger("type")
        switch Kind(rawValue: type) {
        case .fetchDeployment: self = .fetchDeployment
        case .hello:
            self = .hello(
                version: try reader.readInteger("version"),
                descriptorDigest: try reader.read(32, "descriptor digest"))
        case .register: self = .register(try Registration(reading: &reader))
        case .open: self = .open(try SessionOpening(reading: &reader))
        case .leave: self = .leave(try Leaving(reading: &reader))
        case .frame: self = .frame(try reader.read(reader.remaining, "frame"))
        case nil: throw WireError(.unknownType, "unknown message type \(type)")
        }
        try reader.finish("message")
    }

    /// Type and body.
    package var encoded: [UInt8] {
        var writer = ByteWriter(reserving: 2_048)
        switch self {
        case .fetchDeployment: writer.writeInteger(Kind.fetchDeployment.rawValue)
        case .hello(let version, let digest):
            writer.writeInteger(Kind.hello.rawValue)
            writer.writeInteger(version)
            writer.write(digest)
        case .register(let registration):
            writer.writeInteger(Kind.register.rawValue)
            registration.encode(into: &writer)
        case .open(let opening):
            writer.writeInteger(Kind.open.rawValue)
            opening.encode(into: &writer)
        case .leave(let leaving):
            writer.writeInteger(Kind.leave.rawValue)
            leaving.encode(into: &writer)
        case .frame(let frame):
            writer.writeInteger(Kind.frame.rawValue)
            writer.write(frame)
        }
        return writer.bytes
    }
}
