extension SeedResult {
    /// As a line of a file of results, from which an interrupted run goes on.
    package var line: String {
        let numbers: [Int64] = [
            Int64(seed), milliseconds, Int64(rounds), Int64(clients), Int64(verdict.messages),
            Int64(verdict.lost), Int64(verdict.duplicated), Int64(verdict.outOfOrder),
            Int64(verdict.foreign), Int64(repeatedFrames), isQuiet ? (tookPeople ? 2 : 1) : 0,
        ]
        return numbers.map(String.init).joined(separator: " ")
    }

    /// - Returns: nil if it is no such line, or one that was cut off.
    package init?(line: Substring) {
        let numbers = line.split(separator: " ").compactMap { Int64($0) }
        guard numbers.count == 11, line.split(separator: " ").count == 11, numbers[0] >= 0 else {
            return nil
        }
        var verdict = DeliveryVerdict()
        verdict.messages = Int(numbers[4])
        verdict.lost = Int(numbers[5])
        verdict.duplicated = Int(numbers[6])
        verdict.outOfOrder = Int(numbers[7])
        verdict.foreign = Int(numbers[8])
        self.init(
            seed: UInt64(numbers[0]), milliseconds: numbers[1], rounds: Int(numbers[2]),
            clients: Int(numbers[3]), verdict: verdict, repeatedFrames: Int(numbers[9]),
            isQuiet: numbers[10] != 0, tookPeople: numbers[10] == 2)
    }
}
