/// Runs everything that can be inferred from each kind of input.
package struct Auditor: Sendable {
    /// Known partners for an input, by which its attacks are scored.
    private let truths: [String: Truth]

    /// Whether recordings are audited again with every leak put in.
    private let statesPower: Bool

    /// - Parameter truths: By the file name of the input that they belong to.
    package init(truths: [String: Truth] = [:], statesPower: Bool = false) {
        self.truths = truths
        self.statesPower = statesPower
    }

    package func findings(_ input: AuditInput, _ report: InputReport) async throws(InputError)
        -> InputFindings
    {
        let truth = truths[report.fileName]
        switch input {
        case .messages(let log):
            return await MessageFindings(log, report, truth: truth?.contacts).findings()
        case .sealed(let log):
            return await SealedFindings(log, report, truth: truth?.contacts).findings()
        case .checkIns(let log):
            return CheckInFindings(log, report, truth: truth?.contacts).findings()
        case .contacts(let contacts):
            return ContactFindings(contacts, report).findings()
        case .chat(let chat):
            return ChatFindings(chat, report).findings()
        case .export(let export):
            return ExportFindings(export, report).findings()
        case .recording(let recording):
            return try await RecordingFindings(
                recording, report, truth: truth, isThorough: statesPower
            ).findings()
        }
    }

    /// What exports tell together, for each deployment of which there are several.
    package func seriesFindings(_ exports: [ServerExport]) -> [InputFindings] {
        let deployments = Set(exports.map(\.deployment)).sorted()
        return deployments.compactMap { deployment in
            let series = exports.filter { $0.deployment == deployment }
            guard series.count > 1 else { return nil }
            let truth = series.lazy.compactMap { export in
                truths[String(export.path.split(separator: "/").last ?? "")]?.contacts
            }.first
            return ExportSeriesFindings(series, truth: truth).findings()
        }
    }
}
