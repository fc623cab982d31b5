import Foundation
import MLS
import Testing

/// Random operations on a group of changing members, all of whom must agree after each.
///
/// The seed is printed. `MLS_DRIVER_SEED`, `MLS_DRIVER_MEMBERS` and `MLS_DRIVER_OPERATIONS` repeat or
/// enlarge a run.
@Suite("Random driver")
struct RandomDriverTests {
    @Test("Members agree after every operation")
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["MLS_DRIVER_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        let members = environment["MLS_DRIVER_MEMBERS"].flatMap(Int.init) ?? 32
        let operations = environment["MLS_DRIVER_OPERATIONS"].flatMap(Int.init) ?? 500
        print(
            "MLS random driver: MLS_DRIVER_SEED=\(seed), \(members) members, "
                + "\(operations) operations")
        var driver = try RandomDriver(seed: seed, maximum: members)
        for number in 0..<operations {
            do {
                try await driver.step()
            } catch {
                Issue.record("operation \(number) with seed \(seed): \(error)")
                return
            }
        }
        print("MLS random driver: \(driver.summary)")
        if operations >= 20 * members / 3 { #expect(driver.largest > members / 2) }
    }
}

/// Splitmix64: small, and the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

struct RandomDriver {
    private var random: SeededGenerator
    private var groups: [Group]
    private var counter = 0
    private let maximum: Int
    private var counts: [String: Int] = [:]
    /// The most members that there were.
    private(set) var largest = 1
    private let suite = CipherSuite.x25519AES128SHA256Ed25519

    init(seed: UInt64, maximum: Int) throws {
        random = SeededGenerator(state: seed)
        self.maximum = maximum
        groups = [try Clients.founder("founder", suite)]
    }

    var summary: String {
        "at most \(largest) members, \(groups.count) at the end; "
            + counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            .joined(separator: ", ")
    }

    mutating func step() async throws {
        let before = groups.count
        switch Int.random(in: 0..<100, using: &random) {
        case ..<30: try await commit(withProposals: true)
        case ..<45: try await commit(withProposals: false)
        case ..<60: try await propose()
        case ..<80: try await talk()
        case ..<88: try await externalJoin()
        case ..<94: try restore()
        default: try await fork()
        }
        largest = max(largest, groups.count)
        if groups.count != before { count("changes of size") }
        try checkAgreement()
    }

    private mutating func count(_ what: String) { counts[what, default: 0] += 1 }

    private mutating func member() -> Int { Int.random(in: groups.indices, using: &random) }

    private mutating func options() -> CommitOptions {
        var options = CommitOptions()
        options.forcesPath = Bool.random(using: &random)
        options.includesRatchetTree = Bool.random(using: &random)
        return options
    }

    /// The members' messages travel in either frame.
    private mutating func chooseFrame(_ index: Int) {
        groups[index].configuration.handshakeWireFormat =
            Bool.random(using: &random) ? .publicMessage : .privateMessage
    }

    private mutating func newcomers(_ limit: Int) throws -> [KeyPackageBundle] {
        let count = min(Int.random(in: 0...limit, using: &random), maximum - groups.count)
        return try (0..<max(0, count)).map { _ in
            counter += 1
            return try Clients.bundle("member \(counter)", suite)
        }
    }

    private mutating func commit(withProposals: Bool) async throws {
        let committer = member()
        chooseFrame(committer)
        let bundles = withProposals ? try newcomers(4) : []
        var proposals = bundles.map { Proposal.add($0.keyPackage) }
        let pendingRemoves = groups[committer].pendingProposals
        if withProposals, groups.count > 2, Bool.random(using: &random) {
            let victim = member()
            let index = groups[victim].ownIndex
            let isTaken = pendingRemoves.contains {
                $0.proposal == .remove(index) || $0.sender == .member(index)
            }
            if victim != committer, !isTaken { proposals.append(.remove(index)) }
        }
        proposals.shuffle(using: &random)
        let made = try groups[committer].commit(proposals, options: options())
        try await distribute(made.commit, from: committer)
        try groups[committer].applyPendingCommit()
        let added = Set(made.staged.added.map(\.leafNode.signatureKey))
        groups.removeAll(where: \.isRemoved)
        for bundle in bundles where added.contains(bundle.keyPackage.leafNode.signatureKey) {
            groups.append(
                try Group.join(
                    welcome: try #require(made.welcome), keyPackage: bundle,
                    ratchetTree: made.ratchetTree))
        }
        count(made.staged.hasPath ? "commits with path" : "commits without path")
    }

    private mutating func distribute(_ message: [UInt8], from sender: Int?) async throws {
        try await forEveryone(but: sender) { group in
            if case .commit(let staged) = try group.process(message) { try group.apply(staged) }
        }
    }

    /// Runs an operation on all members but one, on all processors.
    private mutating func forEveryone(
        but sender: Int?, _ operation: @escaping @Sendable (inout Group) throws -> Void
    ) async throws {
        let size = 8
        let parts = stride(from: 0, to: groups.count, by: size).map {
            $0..<min($0 + size, groups.count)
        }
        try await withThrowingTaskGroup(of: (Range<Int>, [Group]).self) { tasks in
            for part in parts {
                let before = Array(groups[part])
                tasks.addTask {
                    var members = before
                    for index in part where index != sender {
                        try operation(&members[index - part.lowerBound])
                    }
                    return (part, members)
                }
            }
            for try await (part, members) in tasks {
                groups.replaceSubrange(part, with: members)
            }
        }
    }

    private mutating func propose() async throws {
        let proposer = member()
        chooseFrame(proposer)
        let message: [UInt8]
        if Bool.random(using: &random) || groups.count < 3 {
            message = try groups[proposer].proposeUpdate()
        } else {
            let other = groups[member()].ownIndex
            guard other != groups[proposer].ownIndex else { return }
            message = try groups[proposer].propose(.remove(other))
        }
        try await distribute(message, from: proposer)
        count("proposals")
    }

    private mutating func talk() async throws {
        let sender = member()
        var sealed: [[UInt8]] = []
        for number in 0..<Int.random(in: 1...4, using: &random) {
            sealed.append(try groups[sender].encrypt([UInt8(number)], paddingByteCount: number))
        }
        sealed.shuffle(using: &random)
        let place = groups[sender].ownIndex
        try await forEveryone(but: sender) { [sealed] group in
            for message in sealed {
                guard case .application(let opened) = try group.process(message) else {
                    throw MLSError(.unsupportedWireFormat)
                }
                guard opened.sender == place else { throw MLSError(.unknownSender) }
            }
        }
        count("messages")
    }

    private mutating func externalJoin() async throws {
        guard groups.count < maximum else { return }
        let info = try groups[member()].groupInfo()
        counter += 1
        let (joined, commit) = try Group.externalJoin(
            groupInfo: info, credential: .basic(identity: [UInt8]("member \(counter)".utf8)),
            signatureKey: Clients.key(suite))
        try await distribute(commit, from: nil)
        groups.append(joined)
        count("external joins")
    }

    private mutating func restore() throws {
        let index = member()
        groups[index] = try Group(serialised: groups[index].serialise())
        count("restored states")
    }

    /// Two members commit at once; one commit wins everywhere.
    private mutating func fork() async throws {
        guard groups.count > 1 else { return }
        let first = member()
        let second = (first + 1) % groups.count
        let winner = try groups[first].commit(options: options())
        _ = try groups[second].commit(options: options())
        try await distribute(winner.commit, from: first)
        try groups[first].applyPendingCommit()
        groups.removeAll(where: \.isRemoved)
        count("forks")
    }

    private func checkAgreement() throws {
        guard let first = groups.first else { return }
        for group in groups {
            guard group.epoch == first.epoch, group.groupContext == first.groupContext,
                group.epochAuthenticator == first.epochAuthenticator
            else { throw MLSError(.treeHash) }
        }
        for group in [first, groups[groups.count - 1]] {
            guard
                group.state.privateKeys.isConsistent(
                    with: group.state.tree, group.algorithms)
            else { throw MLSError(.pathSecretMismatch) }
        }
        var tree = RatchetTree(nodes: first.state.tree.nodes)
        tree.rehash(first.algorithms.hash)
        guard tree.treeHash(first.algorithms.hash) == first.treeHash else {
            throw MLSError(.treeHash)
        }
        try tree.validateParents(first.algorithms.hash)
    }
}
