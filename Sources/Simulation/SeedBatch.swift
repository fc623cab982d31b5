import Foundation
import Synchronization

/// Runs many seeds on all cores.
package struct SeedBatch: Sendable {
    private let plans: [SeedPlan]
    private let workers: Int
    private let patience: Int

    /// - Parameter patience: rounds in which everything has to arrive after the last fault.
    package init(
        _ plans: [SeedPlan], workers: Int = ProcessInfo.processInfo.activeProcessorCount,
        patience: Int = SeedPlan.patienceRounds
    ) {
        self.plans = plans
        self.patience = patience
        self.workers = max(1, workers)
    }

    /// - Parameter report: called for each seed when it is done, one after the other.
    package func run(_ report: (SeedResult) throws -> Void) async throws {
        let (queue, patience) = (Queue(plans), patience)
        try await withThrowingTaskGroup(of: SeedResult?.self) { group in
            for _ in 0..<workers { group.addTask { try queue.next()?.run(patience: patience) } }
            while let result = try await group.next() {
                guard let result else { continue }
                try report(result)
                group.addTask { try queue.next()?.run(patience: patience) }
            }
        }
    }

    /// Hands out each plan once.
    private final class Queue: Sendable {
        private let plans: [SeedPlan]
        private let index = Atomic(0)

        init(_ plans: [SeedPlan]) { self.plans = plans }

        func next() -> SeedPlan? {
            let index = index.wrappingAdd(1, ordering: .relaxed).oldValue
            return index < plans.count ? plans[index] : nil
        }
    }
}
