package import ClientCore
import Wire

/// What people do beside writing.
extension Simulation {
    /// A command of a person, with the time on the client's clock.
    package func act(
        _ client: Int,
        _ body: (inout ClientEngine, Int64) throws(CommandError) -> ClientOutput
    ) throws {
        let now = clock(client)
        try command(client) { engine throws(CommandError) in try body(&engine, now) }
    }

    /// A client's vault as it is.
    package func records(_ client: Int) -> [RecordKey: [UInt8]] { clients[client].vault.records }

    /// What a client's engine answers.
    package func ask<Value>(_ client: Int, _ body: (ClientEngine) -> Value) -> Value? {
        clients[client].engine.map(body)
    }

    /// The bytes of a file, as far as they are there.
    package func fileBytes(_ client: Int, of message: MessageRecord) -> [UInt8] {
        (message.file?.partKeys(in: message.conversation) ?? []).flatMap {
            clients[client].vault.records[$0] ?? []
        }
    }

    /// The time on the wire, in rounds since the beginning of time.
    package var round: UInt64 { UInt64(now) / UInt64(parameters.roundMilliseconds) }
}
