/// The compact form of a recording: a header, then records of 28 bytes, all numbers little-endian.
///
/// ```
/// header   magic (8 bytes "MLREC1\r\n"), period of the rounds in microseconds (8), count of servers (1), each name (length 1, UTF-8),
///          count of kinds (1), each name (length 1, UTF-8)
/// record   microseconds (8, signed), slot (4, signed, -1 for none), bytes (4), server (1),
///          kind (1), direction (1: 0 incoming, 1 outgoing), zero (5), digest (4)
/// ```
package enum RecordingFormat {
    package static let magic = Array("MLREC1\r\n".utf8)
    package static let recordByteCount = 28

    /// The bytes before the first record.
    package static func header(servers: [String], kinds: [String], roundMicroseconds: Int64)
        -> [UInt8]
    {
        var bytes = magic
        append(UInt64(bitPattern: roundMicroseconds), 8, to: &bytes)
        for names in [servers, kinds] {
            bytes.append(UInt8(clamping: names.count))
            for name in names {
                let text = Array(name.utf8.prefix(255))
                bytes.append(UInt8(text.count))
                bytes += text
            }
        }
        return bytes
    }

    /// The bytes of one event.
    package static func record(_ event: RecordedEvent) -> [UInt8] {
        var bytes: [UInt8] = []
        append(UInt64(bitPattern: event.microseconds), 8, to: &bytes)
        append(UInt64(UInt32(bitPattern: event.slot)), 4, to: &bytes)
        append(UInt64(event.byteCount), 4, to: &bytes)
        bytes += [event.server, event.kind, event.direction.rawValue, 0, 0, 0, 0, 0]
        append(UInt64(event.digest), 4, to: &bytes)
        return bytes
    }

    /// Reads one record; nil if its direction is neither of the two.
    static func event(_ bytes: ArraySlice<UInt8>) -> RecordedEvent? {
        bytes.withUnsafeBytes { record in
            func number<Value: FixedWidthInteger>(_ offset: Int, _ type: Value.Type) -> Value {
                Value(littleEndian: record.loadUnaligned(fromByteOffset: offset, as: type))
            }
            guard let direction = RecordedEvent.Direction(rawValue: record[18]) else {
                return nil
            }
            return RecordedEvent(
                microseconds: number(0, Int64.self), slot: number(8, Int32.self),
                byteCount: number(12, UInt32.self), server: record[16], kind: record[17],
                direction: direction, digest: number(24, UInt32.self))
        }
    }

    private static func append(_ value: UInt64, _ count: Int, to bytes: inout [UInt8]) {
        for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
    }
}
