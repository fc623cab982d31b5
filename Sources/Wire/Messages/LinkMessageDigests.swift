/// Digests of all that a round's evaluation reads.
///
/// Leader and helper evaluate a round only when theirs are equal: one row on which they differ
/// would spoil about half of all answers.
package struct RoundDigests: Sendable, Equatable {
    /// Root of the tree of hashes over the round's plane.
    package var plane: [UInt8]
    /// SHA-256 of the bell table.
    package var bells: [UInt8]
    /// SHA-256 of the knock board; 32 zero bytes in rounds without one.
    package var board: [UInt8]

    package init(plane: [UInt8], bells: [UInt8], board: [UInt8]) {
        self.plane = plane
        self.bells = bells
        self.board = board
    }

    package init(reading reader: inout ByteReader) throws(WireError) {
        plane = try reader.read(32, "plane digest")
        bells = try reader.read(32, "bells digest")
        board = try reader.read(32, "board digest")
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(plane)
        writer.write(bells)
        writer.write(board)
    }
}
