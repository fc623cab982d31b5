import NIOCore
import ServerTestSupport
import Wire

extension Crowd {
    /// Milliseconds between looks at who sends next.
    private static let stepMilliseconds: Int64 = 4

    private var totalRounds: Int { plan.roundCount + plan.warmUpRounds }

    /// Prepares all frames, then sends them round by round.
    func runRounds() -> EventLoopFuture<LoadReport> {
        let promise = loop.makePromise(of: LoadReport.self)
        finished = promise
        do {
            let first = try prepare()
            let order = members.sorted { $0.sendingPoint < $1.sendingPoint }
            tally = RoundTally(plan, first: first)
            Progress.say("round by round")
            schedule(RoundStep(index: 0, order: order, next: 0))
        } catch {
            promise.fail(error)
        }
        return promise.futureResult
    }

    private func prepare() throws -> Round {
        sendOneFrameEach()
        // How long it takes is measured on some, which make their frames twice.
        let probe = Array(members.prefix(20))
        let start = Clock.unixMilliseconds()
        let soon = Round(at: start, plan.parameters)
        for member in probe { try member.prepareFrames(from: soon, count: totalRounds) }
        let spent = Double(Clock.unixMilliseconds() - start + 1) / Double(probe.count)
        for member in probe { member.frames = [] }
        forgetTargets()
        let needed = Int64(spent * Double(members.count) * 1.5) + 2_000
        let first = Round(at: Clock.unixMilliseconds() + needed, plan.parameters).next
        Progress.say("making frames, about \(needed / 1_000) s")
        for member in members { try member.prepareFrames(from: first, count: totalRounds) }
        return first
    }

    /// Who is to send in a round, in the order of sending points, and how far that has come.
    private struct RoundStep {
        var index: Int
        var order: [Member]
        var next: Int
    }

    private func schedule(_ step: RoundStep) {
        guard let tally else { return }
        let start = tally.round(step.index).start(plan.parameters)
        let point =
            step.next < step.order.count
            ? step.order[step.next].sendingPoint : Int64(plan.parameters.roundMilliseconds)
        let wait = max(Self.stepMilliseconds, start + point - Clock.unixMilliseconds())
        let step = NIOLoopBound(step, eventLoop: loop)
        let crowd = NIOLoopBound(self, eventLoop: loop)
        _ = loop.scheduleTask(in: .milliseconds(wait)) { crowd.value.run(step.value) }
    }

    private func run(_ current: RoundStep) {
        guard var tally else { return }
        var step = current
        let now = Clock.unixMilliseconds()
        let start = tally.round(step.index).start(plan.parameters)
        if step.next == 0, step.index == plan.warmUpRounds, !tally.isMeasuring {
            Progress.say("measuring")
            tally.beginMeasuring()
        }
        self.tally = tally
        while step.next < step.order.count, start + step.order[step.next].sendingPoint <= now {
            step.order[step.next].sendFrame(step.index)
            step.next += 1
        }
        guard step.next == step.order.count,
            now >= start + Int64(plan.parameters.roundMilliseconds)
        else { return schedule(step) }
        step.index += 1
        step.next = 0
        guard step.index < totalRounds else { return finish() }
        schedule(step)
    }

    /// Late answers have until the last round's end; what is missing then is lost.
    private func finish() {
        guard var tally else { return }
        tally.endMeasuring()
        self.tally = nil
        finished?.succeed(LoadReport(plan, tally, wrong: confirmedWrong(tally)))
        for member in members { member.channel?.close(promise: nil) }
    }

    // MARK: What comes

    func received(_ message: [UInt8], by member: Member) {
        guard tally != nil, let type = message.first else { return }
        guard type == LeaderMessage.answerType else { return count(message) }
        var reader = ByteReader(message.dropFirst())
        guard let value: UInt64 = try? reader.readInteger("round"),
            let index = tally?.index(Round(rawValue: value))
        else { return }
        member.answered |= 1 << UInt64(index)
        tally?.answered(index, at: Clock.unixMilliseconds())
        if member.isSampled { check(message, of: member, index: index) }
    }

    private func count(_ message: [UInt8]) {
        switch try? LeaderMessage(message) {
        case .missed(let round):
            if let index = tally?.index(round) { tally?.missed(index) }
        case .refused: tally?.refused += 1
        default: break
        }
    }

    /// Compares what was read with what was written.
    ///
    /// A target whose own frame did not count in this round wrote nothing; that its answer came
    /// shows that it did.
    private func check(_ message: [UInt8], of member: Member, index: Int) {
        guard let round = tally?.round(index),
            let answer = try? RoundAnswer(message.dropFirst(), member.client.layout),
            let records = try? member.client.open(answer)
        else {
            tally?.wrongRecords += 1
            return
        }
        for (target, record) in zip(targetMembers(of: member, index: index), records) {
            let expected = try? KnownCells.cell(slot: target.client.slot, round: round)
            tally?.note(isRight: record == expected, index: index, target: target.number)
        }
        tally?.checkedAnswers += 1
    }

    /// Wrong records of targets that were answered themselves.
    func confirmedWrong(_ tally: RoundTally) -> Int {
        tally.suspects.count { members[$0.target].answered & 1 << UInt64($0.index) != 0 }
    }
}
