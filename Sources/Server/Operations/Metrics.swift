/// A status report in Prometheus' text format, version 0.0.4.
package enum Metrics {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package static func text(_ report: StatusReport) -> String {
        var lines: [String] = []
        func gauge(_ name: String, _ help: String, _ value: Int) {
            add(name, help, "gauge", String(value))
        }
        func counter(_ name: String, _ help: String, _ value: UInt64?) {
            add(name + "_total", help, "counter", String(value ?? 0))
        }
        func add(_ name: String, _ help: String, _ kind: String, _ value: String) {
            lines += [
                "# HELP moonless_\(name) \(help)", "# TYPE moonless_\(name) \(kind)",
                "moonless_\(name) \(value)",
            ]
        }
        let ten = "rounded down to a multiple of \(StatusReport.roundedTo)."
        gauge("linked", "Whether leader and helper are connected.", report.linked ? 1 : 0)
        gauge("capacity_slots", "Slots of the deployment.", report.capacity)
        gauge("round_milliseconds", "The round period.", report.roundMilliseconds)
        gauge("clients", "Clients with a session, \(ten)", report.clientsRoundedDown ?? 0)
        gauge("accounts", "Slots that are taken, \(ten)", report.accountsRoundedDown)
        gauge("disk_free_bytes", "Room on the disk of the directory.", report.freeDiskBytes)
        gauge("exports_kept", "Archives in the directory.", report.keptExports)
        gauge(
            "export_last_round", "The round of the newest archive.",
            Int(report.lastExport?.round ?? 0))
        gauge("export_last_bytes", "Its size.", report.lastExport?.bytes ?? 0)
        let sums = report.sums
        counter("rounds", "Rounds that were begun.", sums?.rounds)
        counter("rounds_abandoned", "Rounds without answers.", sums?.abandonedRounds)
        counter("rounds_refused", "Rounds that the helper refused.", sums?.refusedRounds)
        counter("repaired_cells", "Cells on which the servers differed.", sums?.repairedCells)
        counter("storage_failures", "Failures of the disk.", sums?.storageFailures)
        counter("exports", "Finished exports.", sums?.exports)
        counter("export_failures", "Failed exports.", sums?.exportFailures)
        return lines.joined(separator: "\n") + "\n"
    }
}
