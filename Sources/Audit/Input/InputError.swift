/// Why an input cannot be read at all.
///
/// Rows that cannot be read are an `InputProblem` instead.
package enum InputError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String)
    /// The bytes could not be read or decompressed; the line is the last one that was complete.
    case damaged(path: String, afterLine: Int)
    case lineTooLong(path: String, line: Int, limitBytes: Int)
    case tooManyRows(path: String, limit: Int)
    case unrecognised(path: String, reason: String)
    case noUsableRows(path: String, reason: String)
    case ambiguousDates(path: String)
    case truthDoesNotMatch(path: String, reason: String)

    package var description: String {
        switch self {
        case .cannotOpen(let path): "\(path): cannot be opened"
        case .damaged(let path, let line): "\(path): damaged after line \(line)"
        case .lineTooLong(let path, let line, let limit):
            "\(path): line \(line) is longer than \(limit) bytes"
        case .tooManyRows(let path, let limit): "\(path): more than \(limit) rows"
        case .unrecognised(let path, let reason): "\(path): not recognised: \(reason)"
        case .noUsableRows(let path, let reason): "\(path): no usable rows: \(reason)"
        case .ambiguousDates(let path):
            "\(path): the dates fit both day/month and month/day; say which with --date-order"
        case .truthDoesNotMatch(let path, let reason): "\(path): \(reason)"
        }
    }
}
