import Wire

/// A message that disappears: when, or how long after it is read.
struct Expiry: Equatable, Sendable {
    var sequence: UInt64
    var milliseconds: Int64
    /// Unix time in milliseconds; nil until it is read.
    var dueAt: Int64?

    static func encode(_ all: [Expiry]) -> [UInt8] {
        var writer = ByteWriter()
        for expiry in all {
            writer.writeInteger(expiry.sequence)
            writer.writeInteger(UInt64(bitPattern: expiry.milliseconds))
            writer.writeInteger(UInt64(bitPattern: expiry.dueAt ?? 0))
        }
        return writer.bytes
    }

    static func decode(_ record: [UInt8]) -> [Expiry] {
        var reader = ByteReader(record)
        var all: [Expiry] = []
        while reader.remaining >= 24,
            let sequence = try? reader.readInteger(UInt64.self, "sequence"),
            let milliseconds = try? reader.readInteger(UInt64.self, "lifetime"),
            let dueAt = try? reader.readInteger(UInt64.self, "due")
        {
            all.append(
                Expiry(
                    sequence: sequence, milliseconds: Int64(bitPattern: milliseconds),
                    dueAt: dueAt == 0 ? nil : Int64(bitPattern: dueAt)))
        }
        return all
    }
}
