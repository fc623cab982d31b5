/// Walks once over a log and tells, for each row near some chosen rows, near how many of them it is.
///
/// Equal to visiting the surroundings of each chosen row, at the price of visiting their union.
struct CoverageSweep {
    private let times: [Int64]

    init(_ log: DeliveryLog) { times = log.times }

    /// Rows that come behind chosen ones, within a window.
    ///
    /// - Parameter body: The row, and how many chosen rows lie before it and no further back than
    ///   the window.
    func following(
        _ chosen: ArraySlice<Int32>, windowMilliseconds: Int64, _ body: (Int, Int32) -> Void
    ) {
        var entering = chosen.startIndex
        var leaving = chosen.startIndex
        var row = 0
        while true {
            if leaving == entering {
                guard entering < chosen.endIndex else { return }
                row = max(row, Int(chosen[entering]) + 1)
            }
            guard row < times.count else { return }
            while entering < chosen.endIndex, Int(chosen[entering]) < row { entering += 1 }
            let earliest = times[row] - windowMilliseconds
            while leaving < entering, times[Int(chosen[leaving])] < earliest { leaving += 1 }
            if leaving < entering { body(row, Int32(entering - leaving)) } else { continue }
            row += 1
        }
    }

    /// Rows around chosen ones: from so long before to so long behind.
    func around(
        _ chosen: ArraySlice<Int32>, before: Int64, behind: Int64, _ body: (Int, Int32) -> Void
    ) {
        var entering = chosen.startIndex
        var leaving = chosen.startIndex
        var row = 0
        while true {
            if leaving == entering {
                guard entering < chosen.endIndex else { return }
                row = max(row, firstRow(at: times[Int(chosen[entering])] - before))
            }
            guard row < times.count else { return }
            let latest = times[row] + before
            while entering < chosen.endIndex, times[Int(chosen[entering])] <= latest {
                entering += 1
            }
            let earliest = times[row] - behind
            while leaving < entering, times[Int(chosen[leaving])] < earliest { leaving += 1 }
            if leaving < entering { body(row, Int32(entering - leaving)) } else { continue }
            row += 1
        }
    }

    private func firstRow(at time: Int64) -> Int {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
