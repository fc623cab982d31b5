#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Squares of 250 m on the surface of the Earth.
struct CellGrid: Sendable {
    static let sideMeters = 250.0
    private static let metersPerDegree = 111_320.0

    /// A square, numbered from south to north and from west to east within its row.
    struct Cell: Hashable, Sendable, Comparable {
        let row: Int32
        let column: Int32

        static func < (left: Cell, right: Cell) -> Bool {
            (left.row, left.column) < (right.row, right.column)
        }
    }

    static func cell(_ position: Position) -> Cell {
        let row = (position.latitude * metersPerDegree / sideMeters).rounded(.down)
        let column = position.longitude * metersPerRow(Int32(row)) / sideMeters
        return Cell(row: Int32(row), column: Int32(column.rounded(.down)))
    }

    /// The middle of a square.
    static func center(_ cell: Cell) -> Position {
        Position(
            latitude: (Double(cell.row) + 0.5) * sideMeters / metersPerDegree,
            longitude: (Double(cell.column) + 0.5) * sideMeters / metersPerRow(cell.row))
    }

    /// Meters per degree of longitude in a row of squares; never zero, even at the poles.
    private static func metersPerRow(_ row: Int32) -> Double {
        let latitude = (Double(row) + 0.5) * sideMeters / metersPerDegree
        return max(metersPerDegree * cos(latitude * .pi / 180), 1)
    }

    /// The distance between two positions along the surface, in kilometres.
    static func kilometers(_ one: Position, _ other: Position) -> Double {
        let radians = Double.pi / 180
        let height = sin((other.latitude - one.latitude) * radians / 2)
        let width = sin((other.longitude - one.longitude) * radians / 2)
        let chord =
            height * height
            + cos(one.latitude * radians) * cos(other.latitude * radians) * width * width
        return 12_742 * asin(min(1, chord.squareRoot()))
    }
}
