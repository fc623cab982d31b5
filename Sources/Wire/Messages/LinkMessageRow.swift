/// One slot's cell of a plane, or its bell, on its way from one server to the other.
package struct SlotRow: Sendable, Equatable {
    package var slot: UInt32
    package var bytes: [UInt8]

    package init(slot: UInt32, bytes: [UInt8]) {
        self.slot = slot
        self.bytes = bytes
    }
}

extension ByteReader {
    /// A list behind its count as a 32-bit integer.
    ///
    /// Each element takes `elementByteCount` bytes, so a count that the input cannot hold is
    /// refused before anything is allocated for it.
    mutating func readList<Element>(
        _ field: String, elementByteCount: Int,
        _ element: (inout ByteReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let count = Int(try readInteger(UInt32.self, field))
        guard count <= remaining / elementByteCount else {
            throw WireError(.truncated, "\(field): \(count) entries do not fit the message")
        }
        var list: [Element] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try element(&self)) }
        return list
    }

    mutating func readRows(
        _ field: String, byteCount: Int
    ) throws(WireError) -> [SlotRow] {
        try readList(field, elementByteCount: 4 + byteCount) { reader throws(WireError) in
            SlotRow(
                slot: try reader.readInteger("slot"), bytes: try reader.read(byteCount, field))
        }
    }

    mutating func readDigestList(_ field: String) throws(WireError) -> [[UInt8]] {
        try readList(field, elementByteCount: 32) { reader throws(WireError) in
            try reader.read(32, field)
        }
    }

    mutating func readSessions() throws(WireError) -> [UInt64] {
        try readList("sessions", elementByteCount: 8) { reader throws(WireError) in
            try reader.readInteger("session")
        }
    }

    mutating func readRound() throws(WireError) -> Round {
        Round(rawValue: try readInteger("round"))
    }
}

extension ByteWriter {
    mutating func writeList<Element>(
        _ list: [Element], _ element: (inout ByteWriter, Element) -> Void
    ) {
        writeInteger(UInt32(list.count))
        for item in list { element(&self, item) }
    }

    mutating func writeRows(_ rows: [SlotRow]) {
        writeList(rows) { writer, row in
            writer.writeInteger(row.slot)
            writer.write(row.bytes)
        }
    }

    mutating func writeDigestList(_ digests: [[UInt8]]) {
        writeList(digests) { writer, digest in writer.write(digest) }
    }

    mutating func writeSessions(_ sessions: [UInt64]) {
        writeList(sessions) { writer, session in writer.writeInteger(session) }
    }
}
