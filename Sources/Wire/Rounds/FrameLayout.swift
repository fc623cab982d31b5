import PrivateRetrieval

/// The sizes of frames and answers.
///
/// They depend on the parameters and on the round's number, never on what is sent.
package struct FrameLayout: Sendable {
    package let parameters: DeploymentParameters
    /// Correction words of one query of a lane, in bytes.
    package let cellQueryByteCount: Int
    package let knockQueryByteCount: Int

    package init(_ parameters: DeploymentParameters) {
        self.parameters = parameters
        cellQueryByteCount = DPF.correctionWordByteCount(
            records: Lane.cells.recordCount(parameters))
        knockQueryByteCount = DPF.correctionWordByteCount(
            records: Lane.knocks.recordCount(parameters))
    }

    package func contentByteCount(_ round: Round) -> Int {
        var count = 8 + DeploymentParameters.cellByteCount + DeploymentParameters.bellByteCount
        count += parameters.readsPerRound * cellQueryByteCount
        if round.isKnockRound(parameters) {
            count += 4 + DeploymentParameters.knockByteCount + knockQueryByteCount
        }
        return count
    }

    /// A frame: its content and the helper's tag.
    package func frameByteCount(_ round: Round) -> Int {
        contentByteCount(round) + SessionKeys.tagByteCount
    }

    /// Private answers alone: R cells and, in knock rounds, one place of the knock board.
    package func retrievedByteCount(_ round: Round) -> Int {
        parameters.readsPerRound * DeploymentParameters.cellByteCount
            + (round.isKnockRound(parameters) ? DeploymentParameters.knockByteCount : 0)
    }

    package var bellTableByteCount: Int {
        parameters.capacity * DeploymentParameters.bellByteCount
    }
}
