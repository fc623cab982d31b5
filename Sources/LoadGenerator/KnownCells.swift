import PrivateRetrieval
import Wire

/// The cell that a simulated client writes in a round: noise that whoever checks can make again.
enum KnownCells {
    static func cell(slot: UInt32, round: Round) throws -> [UInt8] {
        try noise(DeploymentParameters.cellByteCount, slot: slot, round: round, kind: 1)
    }

    static func noise(
        _ count: Int, slot: UInt32, round: Round, kind: UInt32
    ) throws -> [UInt8] {
        var writer = ByteWriter(reserving: 16)
        writer.writeInteger(slot)
        writer.writeInteger(round.rawValue)
        writer.writeInteger(kind)
        var bytes = [UInt8](repeating: 0, count: count)
        try Pad.apply(key: writer.bytes, to: &bytes)
        return bytes
    }
}
