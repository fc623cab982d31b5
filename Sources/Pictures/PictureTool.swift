import CPictures
import Glibc
import Synchronization

/// Prepares pictures for sending: smaller, upright, and nothing but pixels: no place, no camera,
/// no time.
///
/// Decoders of pictures have had many holes. The program therefore lets a process of its own do it
/// that can neither open files nor reach the network.
package enum PictureTool {
    /// The largest file that is looked at.
    package static let inputLimit = 33_554_432
    /// Longest side and size of what is sent.
    package static let side = 1_600
    package static let byteLimit = 204_800
    package static let profileSide = 128
    package static let profileByteLimit = 8_192

    /// The program that does it, called with ``helperCommand``; nil does it in this process.
    package static func setHelper(_ program: String) { helper.withLock { $0 = program } }

    private static let helper = Mutex<String?>(nil)
    package static let helperCommand = "picture-helper"

    /// A picture as it is to be sent; nil for what is none.
    /// - Throws: ``PictureError``.
    @concurrent
    package static func prepared(
        _ bytes: [UInt8]
    ) async throws -> (bytes: [UInt8], type: String)? {
        if let webP = try WebPFile.stripped(bytes) { return (webP, "image/webp") }
        guard !isOtherPicture(bytes) else { throw PictureError.cannotBeStripped }
        guard let picture = try transform(bytes, side: side, limit: byteLimit) else { return nil }
        return (picture, "image/jpeg")
    }

    /// A picture of a person: small and of any shape.
    /// - Throws: ``PictureError``.
    @concurrent
    package static func profilePicture(_ bytes: [UInt8]) async throws -> [UInt8] {
        guard let picture = try transform(bytes, side: profileSide, limit: profileByteLimit) else {
            throw PictureError.damaged
        }
        return picture
    }

    /// The name of a picture of another kind than it was.
    package static func name(_ name: String, for type: String) -> String {
        guard type == "image/jpeg" else { return name }
        let lower = name.lowercased()
        if lower.hasSuffix(".jpg") || lower.hasSuffix(".jpeg") { return name }
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        return (stem.isEmpty ? "picture" : stem) + ".jpg"
    }

    /// Kinds that may carry a place and that nothing here reads: HEIC, AVIF, TIFF.
    private static func isOtherPicture(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0x49, 0x49, 0x2A, 0x00]) { return true }
        if bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) { return true }
        guard bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8) else { return false }
        let brand = String(decoding: bytes[8..<12], as: UTF8.self)
        return ["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "avif", "avis"]
            .contains(brand)
    }

    private static func transform(
        _ bytes: [UInt8], side: Int, limit: Int
    ) throws -> [UInt8]? {
        guard bytes.count <= inputLimit else { throw PictureError.tooManyPixels }
        // Nothing that is no picture starts a process.
        guard
            bytes.starts(with: [0xFF, 0xD8, 0xFF]) || bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
        else { return nil }
        let (status, output) =
            if let program = helper.withLock({ $0 }) {
                transformElsewhere(program, bytes, side: side, limit: limit)
            } else {
                transformHere(bytes, side: side, limit: limit)
            }
        switch Int(status) {
        case PICTURE_OK: return output
        case PICTURE_UNKNOWN: return nil
        case PICTURE_TOO_LARGE: throw PictureError.tooManyPixels
        default: throw PictureError.damaged
        }
    }

    private static func transformElsewhere(
        _ program: String, _ bytes: [UInt8], side: Int, limit: Int
    ) -> (Int32, [UInt8]) {
        let arguments: [String] = [program, helperCommand, String(side), String(limit)]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var output: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = picture_run_helper(words, bytes, bytes.count, &output, &count)
        defer { free(output) }
        return (status, Array(UnsafeBufferPointer(start: output, count: count)))
    }

    private static func transformHere(
        _ bytes: [UInt8], side: Int, limit: Int
    ) -> (Int32, [UInt8]) {
        var output: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = picture_prepare(
            bytes, bytes.count, Int32(side), limit, &output, &count)
        defer { free(output) }
        return (status, Array(UnsafeBufferPointer(start: output, count: count)))
    }

    /// What the program does when it is called as the helper.
    /// - Parameter arguments: behind ``helperCommand``.
    package static func runAsHelper(_ arguments: [String]) -> Never {
        guard arguments.count == 2, let side = Int32(arguments[0]), let limit = Int(arguments[1]),
            (1...8_192).contains(side), limit > 0
        else { exit(Int32(PICTURE_DAMAGED)) }
        exit(picture_helper(side, limit))
    }
}
