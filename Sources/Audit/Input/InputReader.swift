package import ChatImport

/// Recognises a file and reads it.
package struct InputReader: Sendable {
    /// Taken instead of recognition, if given.
    package var kind: InputKind?
    /// Taken instead of what the dates of a chat export suggest, if given.
    package var dateOrder: DateOrder?

    package init(kind: InputKind? = nil, dateOrder: DateOrder? = nil) {
        self.kind = kind
        self.dateOrder = dateOrder
    }

    package func read(path: String) throws(InputError) -> (AuditInput, InputReport) {
        let opening = try Opening(path: path)
        if kind == .recording || (kind == nil && opening.isRecording) {
            return try RecordingReader(path: path).read()
        }
        if kind == .export || (kind == nil && opening.isTar) {
            var reader = ExportReader(path: path)
            return try reader.read()
        }
        if kind == .whatsapp || (kind == nil && (opening.isZip || opening.looksLikeChat)) {
            return try ChatInput(path: path, dateOrder: dateOrder).read()
        }
        guard !opening.isBinary else {
            throw .unrecognised(
                path: path, reason: "neither text nor a chat's archive, an export or a recording")
        }
        let (layout, splitter, line) = try tableLayout(opening, path: path)
        var reader = TableReader(path: path, layout: layout, splitter: splitter)
        return try reader.read(firstDataLine: line)
    }

    private func tableLayout(_ opening: Opening, path: String) throws(InputError) -> (
        TableLayout, FieldSplitter?, firstDataLine: Int
    ) {
        guard let first = opening.lines.first(where: { !$0.bytes.isEmpty }) else {
            throw .noUsableRows(path: path, reason: "the file is empty")
        }
        if first.bytes.first(where: { $0 != 0x20 }) == 0x7B {
            guard let members = FlatJSON.members(first.bytes) else {
                throw .unrecognised(
                    path: path, reason: "line \(first.number) is not a flat JSON object")
            }
            guard let layout = TableLayout(header: members.keys.sorted(), kind: kind) else {
                throw .unrecognised(
                    path: path,
                    reason: "line \(first.number) has the members "
                        + members.keys.sorted().joined(separator: ", "))
            }
            return (layout, nil, 1)
        }
        let splitter = FieldSplitter(guessing: first.bytes)
        let fields = splitter.fields(first.bytes) ?? []
        if let layout = TableLayout(header: fields, kind: kind) {
            return (layout, splitter, first.number + 1)
        }
        if let layout = TableLayout(headerless: fields, kind: kind) {
            return (layout, splitter, 1)
        }
        let shown = fields.prefix(8).map { String($0.prefix(40)) }.joined(separator: " | ")
        let wanted = kind.map { " as \($0.rawValue)" } ?? ""
        throw .unrecognised(
            path: path,
            reason: "line \(first.number) cannot be understood\(wanted): \(shown)")
    }
}
