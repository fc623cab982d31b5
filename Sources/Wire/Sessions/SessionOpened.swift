/// Both servers' halves of a session: their encapsulations to the client's ephemeral key, and
/// proof that they hold their long-term keys.
package struct SessionOpened: Sendable, Equatable {
    /// One server's half.
    package struct Half: Sendable, Equatable {
        /// 1,120 bytes.
        package var encapsulation: [UInt8]
        /// 32 bytes.
        package var confirmation: [UInt8]

        package init(encapsulation: [UInt8], confirmation: [UInt8]) {
            self.encapsulation = encapsulation
            self.confirmation = confirmation
        }

        package init(reading reader: inout ByteReader) throws(WireError) {
            encapsulation = try reader.read(SessionOpening.encapsulationByteCount, "encapsulation")
            confirmation = try reader.read(SessionKeys.confirmationByteCount, "confirmation")
        }

        package func encode(into writer: inout ByteWriter) {
            writer.write(encapsulation)
            writer.write(confirmation)
        }
    }

    /// Drawn by the leader; covered by every frame's tag.
    package var session: UInt64
    package var leader: Half
    package var helper: Half

    package init(session: UInt64, leader: Half, helper: Half) {
        self.session = session
        self.leader = leader
        self.helper = helper
    }

    package init(reading reader: inout ByteReader) throws(WireError) {
        session = try reader.readInteger("session")
        leader = try Half(reading: &reader)
        helper = try Half(reading: &reader)
    }

    package func encode(into writer: inout ByteWriter) {
        writer.writeInteger(session)
        leader.encode(into: &writer)
        helper.encode(into: &writer)
    }
}
