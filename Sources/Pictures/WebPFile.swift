/// The container of WebP pictures: chunks, of which some tell place, time and camera.
enum WebPFile {
    /// - Returns: the file without EXIF and XMP; nil for anything but a WebP picture.
    /// - Throws: ``PictureError/damaged``.
    static func stripped(_ bytes: [UInt8]) throws -> [UInt8]? {
        guard bytes.count >= 12, bytes.starts(with: Array("RIFF".utf8)),
            bytes[8..<12].elementsEqual("WEBP".utf8)
        else { return nil }
        var kept: [UInt8] = []
        var position = 12
        while position + 8 <= bytes.count {
            let name = String(decoding: bytes[position..<position + 4], as: UTF8.self)
            let size = (0..<4).reduce(0) { $0 | Int(bytes[position + 4 + $1]) << (8 * $1) }
            let end = position + 8 + size + size % 2
            guard end <= bytes.count else { throw PictureError.damaged }
            if ["VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "ALPH", "ICCP"].contains(name) {
                var chunk = Array(bytes[position..<end])
                // The flags that promise EXIF and XMP.
                if name == "VP8X", chunk.count > 8 { chunk[8] &= ~0x0C }
                kept += chunk
            }
            position = end
        }
        guard !kept.isEmpty else { throw PictureError.damaged }
        let size = kept.count + 4
        let length = (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
        return Array("RIFF".utf8) + length + Array("WEBP".utf8) + kept
    }
}
