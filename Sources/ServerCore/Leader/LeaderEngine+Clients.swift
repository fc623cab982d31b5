import Wire

// Connections and what clients ask for before they have a session.

extension LeaderEngine {
    mutating func connect(_ connection: ConnectionID) {
        let anonymous = connections.count - sessions.count
        guard anonymous < LeaderLimits.anonymousConnections(parameters) else {
            outputs.append(.disconnect(connection))
            return
        }
        connections[connection] = LeaderConnection()
    }

    mutating func disconnected(_ connection: ConnectionID) {
        guard let gone = connections.removeValue(forKey: connection) else { return }
        if let session = gone.session { endSession(session) }
    }

    /// Says why and closes.
    ///
    /// The session, if there was one, is over.
    mutating func refuse(_ connection: ConnectionID, _ code: RefusalCode) {
        send(.refused(code), to: connection)
        outputs.append(.disconnect(connection))
        disconnected(connection)
    }

    /// Says why; the client may try again on the same connection.
    mutating func decline(_ connection: ConnectionID, _ code: RefusalCode) {
        connections[connection]?.phase = .idle
        send(.refused(code), to: connection)
    }

    mutating func receive(_ bytes: [UInt8], from connection: ConnectionID, at now: Int64) {
        // What a connection sent before it was told to go is not answered.
        guard let state = connections[connection] else { return }
        if case .session(let session) = state.phase {
            guard let frame = ClientMessage.frame(in: bytes) else {
                return refuse(connection, .malformed)
            }
            return receiveFrame(frame, session: session, at: now)
        }
        guard let message = try? ClientMessage(bytes) else {
            return refuse(connection, .malformed)
        }
        connections[connection]?.messageCount += 1
        guard state.messageCount < LeaderLimits.messagesBeforeSession else {
            return refuse(connection, .malformed)
        }
        if case .waiting = state.phase { return refuse(connection, .malformed) }
        switch message {
        case .fetchDeployment:
            send(.deployment(identity.deployment.encodeFile()), to: connection)
        case .hello(let version, let digest):
            greet(connection, version: version, descriptorDigest: digest)
        case .register(let registration): register(registration, from: connection)
        case .open(let opening): open(opening, from: connection, phase: state.phase)
        case .leave(let leaving): leave(leaving, from: connection, phase: state.phase)
        // A frame without a session: the session is over, and the client does not know yet.
        case .frame: refuse(connection, .sessionEnded)
        }
    }

    private mutating func greet(
        _ connection: ConnectionID, version: UInt16, descriptorDigest: [UInt8]
    ) {
        guard version == ClientMessage.protocolVersion else {
            return decline(connection, .unknownVersion)
        }
        guard descriptorDigest == identity.descriptorDigest else {
            return decline(connection, .otherDeployment)
        }
        guard link == .ready else { return decline(connection, .helperUnavailable) }
        let nonce = RandomBytes.draw(SessionTranscript.nonceByteCount, using: &random)
        ask(.nonce(connection, leaderNonce: nonce)) { .drawNonce(request: $0) }
    }
}
