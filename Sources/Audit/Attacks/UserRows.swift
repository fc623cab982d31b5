/// The rows of each user in one log that is ordered by time.
struct UserRows: Sendable {
    private let starts: [Int]
    private let rows: [Int32]

    init(users: [Int32], userCount: Int) {
        var counts = [Int](repeating: 0, count: userCount + 1)
        for user in users { counts[Int(user) + 1] += 1 }
        for user in 0..<userCount { counts[user + 1] += counts[user] }
        starts = counts
        var next = counts
        var filled = [Int32](repeating: 0, count: users.count)
        for (row, user) in users.enumerated() {
            filled[next[Int(user)]] = Int32(row)
            next[Int(user)] += 1
        }
        rows = filled
    }

    subscript(user: Int) -> ArraySlice<Int32> {
        rows[starts[user]..<starts[user + 1]]
    }

    func count(of user: Int) -> Int {
        starts[user + 1] - starts[user]
    }
}
