import Wire

/// What came in the rounds of a run.
struct RoundTally {
    private let plan: CrowdPlan
    private let first: Round
    private var before: [ProcessorTime] = []
    private var ownBefore = ProcessorTime()
    private(set) var processes: [ProcessorTime] = []
    private(set) var own = ProcessorTime()
    /// By round, warm-up included.
    private(set) var answers: [Int]
    private(set) var missedCounts: [Int]
    /// Milliseconds after the round's close, of all measured answers, counted.
    private(set) var latencies: [Int64: Int] = [:]
    private(set) var isMeasuring = false
    var refused = 0
    var lostConnections = 0
    var checkedAnswers = 0
    var wrongRecords = 0
    /// Records that are not what their target was to write.
    private(set) var suspects: [(index: Int, target: Int)] = []

    init(_ plan: CrowdPlan, first: Round) {
        self.plan = plan
        self.first = first
        answers = [Int](repeating: 0, count: plan.roundCount + plan.warmUpRounds)
        missedCounts = answers
    }

    func round(_ index: Int) -> Round { Round(rawValue: first.rawValue + UInt64(index)) }

    func index(_ round: Round) -> Int? {
        guard round >= first, round.rawValue - first.rawValue < UInt64(answers.count) else {
            return nil
        }
        return Int(round.rawValue - first.rawValue)
    }

    mutating func beginMeasuring() {
        isMeasuring = true
        before = plan.processes.map { ProcessorTime(process: $0.id) }
        ownBefore = ProcessorTime(process: nil)
    }

    mutating func endMeasuring() {
        processes = zip(plan.processes, before).map { ProcessorTime(process: $0.id) - $1 }
        own = ProcessorTime(process: nil) - ownBefore
    }

    mutating func answered(_ index: Int, at now: Int64) {
        answers[index] += 1
        guard index >= plan.warmUpRounds else { return }
        let close =
            round(index).start(plan.parameters)
            + Int64(RoundSchedule(plan.parameters).closeMilliseconds)
        latencies[now - close, default: 0] += 1
    }

    mutating func missed(_ index: Int) { missedCounts[index] += 1 }

    mutating func note(isRight: Bool, index: Int, target: Int) {
        if !isRight { suspects.append((index, target)) }
    }

    /// Milliseconds within which that part of all measured answers came.
    func latency(_ part: Double) -> Int64 {
        let total = latencies.values.reduce(0, +)
        var count = 0
        for (milliseconds, number) in latencies.sorted(by: { $0.key < $1.key }) {
            count += number
            if Double(count) >= part * Double(total) { return milliseconds }
        }
        return 0
    }
}
