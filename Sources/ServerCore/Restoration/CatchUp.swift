import Wire

/// How far a restored leader has come in copying from its helper.
struct CatchUp {
    /// Rows that are compared in one message; their cells fit one, too.
    static let rowsPerMessage = 4_096

    enum Step {
        case accounts(from: UInt32)
        case rows(plane: Int, from: UInt32)
    }

    /// The helper's, as of its welcome.
    let accountsDigest: [UInt8]
    var request: UInt64 = 0
    var step = Step.accounts(from: 0)
    var accountCount = 0
    var cellCount = 0
    var plane = PlaneInMemory()
}

/// The plane that was read last: parts of one plane are asked for one after the other.
struct PlaneInMemory {
    private var index: Int?
    private var cells: [UInt8] = []

    mutating func cells(of index: Int, in store: any PlaneStore) throws -> [UInt8] {
        if self.index != index {
            cells = try store.plane(index)
            self.index = index
        }
        return cells
    }

    mutating func forget() { self = PlaneInMemory() }
}
