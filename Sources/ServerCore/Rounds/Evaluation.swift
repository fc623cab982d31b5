import PrivateRetrieval
import Wire

/// One server's part in answering a round.
struct Evaluation {
    let identity: ServerIdentity
    let retrieval: RetrievalEngine
    let round: Round

    /// Answers all queries of a lane, member by member.
    ///
    /// - Parameters:
    ///   - queryCount: Queries of each member in this lane.
    ///   - words: The correction words of a member's query.
    func answer(
        _ lane: Lane, _ members: [WriteSetMember], queries queryCount: Int,
        database: PackedDatabase, words: (WriteSetMember, Int) -> ArraySlice<UInt8>
    ) throws -> [UInt8] {
        let tweak = try RoundTweak(
            RoundConstant.derive(
                descriptorDigest: identity.descriptorDigest, lane: lane, round: round))
        // The largest deployments have more queries than one batch takes.
        let batch =
            max(
                queryCount,
                min(
                    retrieval.queryLimit,
                    RetrievalLimits.answerByteCount / lane.recordByteCount)) / queryCount
        guard members.count > batch else {
            return try answer(
                lane, members[...], queryCount, database, tweak: tweak, words: words)
        }
        var all: [UInt8] = []
        all.reserveCapacity(members.count * queryCount * lane.recordByteCount)
        for start in stride(from: 0, to: members.count, by: batch) {
            all += try answer(
                lane, members[start..<min(start + batch, members.count)], queryCount, database,
                tweak: tweak, words: words)
        }
        return all
    }

    private func answer(
        _ lane: Lane, _ members: ArraySlice<WriteSetMember>, _ queryCount: Int,
        _ database: PackedDatabase, tweak: RoundTweak,
        words: (WriteSetMember, Int) -> ArraySlice<UInt8>
    ) throws -> [UInt8] {
        let server: ServerIndex = identity.role == .leader ? .leader : .helper
        let count = members.count * queryCount
        var queries = QueryBatch(recordCount: database.recordCount, capacity: count)
        var padKeys: [UInt8] = []
        padKeys.reserveCapacity(16 * count)
        var root: [UInt8] = []
        for member in members {
            for index in 0..<queryCount {
                root.removeAll(keepingCapacity: true)
                member.keys.appendQuerySecrets(
                    lane: lane, round: round, query: index, roots: &root, padKeys: &padKeys)
                queries.append(
                    root: root[...], correctionWords: words(member, index), server: server)
            }
        }
        let answers = try retrieval.answer(
            &queries, database: database, tweak: tweak,
            pads: try PadKeys(padKeys, keyByteCount: 16))
        // Frames are checked when they come: a query that fails here is not one client's mistake.
        if let failure = answers.failures.values.first { throw failure }
        return answers.bytes
    }
}
