import Foundation
import Synchronization

/// Runs many seeds on all cores.
package struct SeedBatch: Sendable {
    private let plans: [SeedPlan]
    private let workers: Int

    package init(_ plans: [SeedPlan], workers: Int = ProcessInfo.processInfo.activeProcessorCount) {
        self.plans = plans
        self.workers = max(1, workers)
    }

    /// - Parameter report: called for each seed when it is done, by one task at a time.
    /// - Returns: results in the order in which they came.
    package func run(_ report: @Sendable (SeedResult) -> Void) async throws -> [SeedResult] {
        let queue = Queue(plans)
        return try await withThrowingTaskGroup(of: SeedResult?.self) { group in
            var results: [SeedResult] = []
            for _ in 0..<workers { group.addTask { try queue.next()?.run() } }
            while let result = try await group.next() {
                guard let result else { continue }
                report(result)
                results.append(result)
                group.addTask { try queue.next()?.run() }
            }
            return results
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
