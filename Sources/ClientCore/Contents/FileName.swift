/// Names and types of files as others claim them, made harmless.
package enum FileName {
    /// The last part of a path, without anything that controls or reorders; `file` if nothing is
    /// left.
    ///
    /// By scalars, and after those that show nothing are out: a mark behind a `/` makes another
    /// character of it, which is a `/` on a disk all the same.
    package static func plain(_ name: String) -> String {
        let shown = name.unicodeScalars.filter(isPlain)
        let last = shown.split { $0 == "/" || $0 == "\\" }.last ?? []
        var plain = ""
        for scalar in last.drop(while: { $0 == "." || $0.properties.isWhitespace }) {
            guard plain.utf8.count + String(scalar).utf8.count <= FileOffer.nameLimit else { break }
            plain.unicodeScalars.append(scalar)
        }
        plain = plain.trimmingWhitespace
        return plain.isEmpty ? "file" : plain
    }

    /// A media type; `application/octet-stream` for what is none.
    package static func plainType(_ type: String) -> String {
        let parts = type.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain =
            parts.count == 2
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                            || (0x61...0x7A).contains($0) || "-.+_".utf8.contains($0)
                    }
            }
        return isPlain && type.utf8.count <= FileOffer.typeLimit ? type : "application/octet-stream"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate:
            false
        case .format: scalar.value == 0x200C || scalar.value == 0x200D
        default: true
        }
    }
}
