import MLS

/// The operations on one group.
struct Measurement {
    var scenario: Scenario

    /// Measures each operation and reports its name and microseconds.
    mutating func run(_ report: (String, Double) -> Void) throws {
        let suite = scenario.suite
        report("create", try Stopwatch.median { _ = try Scenario.founder(suite) })
        report("key package", try Stopwatch.median { _ = try Scenario.bundle(suite) })
        let path = CommitOptions()
        let before = scenario.first
        report(
            "path commit",
            try Stopwatch.median {
                var group = before
                _ = try group.commit(options: path)
                try group.applyPendingCommit()
            })
        let made = try scenario.first.commit()
        let receiver = scenario.second
        report(
            "process path commit",
            try Stopwatch.median {
                var group = receiver
                guard case .commit(let staged) = try group.process(made.commit) else { return }
                try group.apply(staged)
            })
        try scenario.first.applyPendingCommit()
        guard case .commit(let staged) = try scenario.second.process(made.commit) else { return }
        try scenario.second.apply(staged)
        try measureJoining(report)
        try measureMessages(report)
        let group = scenario.first
        report("store", Stopwatch.median { _ = group.serialise() })
        let stored = group.serialise()
        report("restore", try Stopwatch.median { _ = try Group(serialised: stored) })
    }

    private func measureJoining(_ report: (String, Double) -> Void) throws {
        let bundle = try Scenario.bundle(scenario.suite)
        let before = scenario.first
        report(
            "add",
            try Stopwatch.median {
                var group = before
                _ = try group.commit([.add(bundle.keyPackage)])
            })
        var inviter = before
        let made = try inviter.commit([.add(bundle.keyPackage)])
        guard let welcome = made.welcome else { return }
        report(
            "join from Welcome",
            try Stopwatch.median { _ = try Group.join(welcome: welcome, keyPackage: bundle) })
    }

    private mutating func measureMessages(_ report: (String, Double) -> Void) throws {
        let text = [UInt8](repeating: 7, count: 1024)
        var sender = scenario.first
        report("protect 1 KiB", try Stopwatch.median { _ = try sender.encrypt(text) })
        var sealed: [[UInt8]] = []
        for _ in 0..<1000 { sealed.append(try scenario.first.encrypt(text)) }
        var receiver = scenario.second
        var next = sealed.makeIterator()
        report(
            "unprotect 1 KiB",
            try Stopwatch.median {
                if let message = next.next() { _ = try receiver.process(message) }
            })
    }
}
