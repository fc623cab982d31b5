import Audit
import Foundation
import Simulation

/// Writes what the laboratory's recorder tells into a file in the compact form.
final class RecordingFile {
    enum Failure: Error, CustomStringConvertible {
        case cannotWrite(String)

        var description: String {
            switch self {
            case .cannotWrite(let path): "\(path): cannot be written"
            }
        }
    }

    let path: String
    private let handle: FileHandle
    private let microsecondsPerMillisecond: Int64
    private var buffer: [UInt8] = []
    private var failure: (any Error)?
    private(set) var eventCount = 0

    /// - Parameters:
    ///   - roundMilliseconds: Of the trace's time.
    ///   - scale: How many milliseconds of the trace pass in one of the simulation.
    init(path: String, roundMilliseconds: Int64, scale: Int64) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw Failure.cannotWrite(path) }
        self.handle = handle
        microsecondsPerMillisecond = 1000 * scale
        buffer = RecordingFormat.header(
            servers: ["leader", "helper"],
            kinds: Sighting.Kind.allCases.map { "\($0)" },
            roundMicroseconds: roundMilliseconds * 1000)
    }

    func append(_ sighting: Sighting) {
        eventCount += 1
        buffer += RecordingFormat.record(
            RecordedEvent(
                microseconds: sighting.time * microsecondsPerMillisecond,
                slot: Int32(sighting.client), byteCount: UInt32(sighting.byteCount),
                server: sighting.server.rawValue, kind: sighting.kind.rawValue,
                direction: sighting.isIncoming ? .incoming : .outgoing, digest: sighting.digest))
        if buffer.count > 1 << 20 { flush() }
    }

    private func flush() {
        guard failure == nil else { return }
        do { try handle.write(contentsOf: Data(buffer)) } catch { failure = error }
        buffer.removeAll(keepingCapacity: true)
    }

    func close() throws {
        flush()
        try handle.close()
        if failure != nil { throw Failure.cannotWrite(path) }
    }
}
