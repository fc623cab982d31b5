import MLS
import Testing

@Suite("Life of a group")
struct LifecycleTests {
    static let suites = CipherSuite.supported

    @Test("Members talk, change and leave", arguments: suites)
    func wholeLife(suite: CipherSuite) throws {
        var groups = try Clients.groups(4, suite)
        try groups.requireAgreement()
        try groups.exchange()
        _ = try groups.commit(2)
        try groups.requireAgreement()
        let update = try groups[1].proposeUpdate()
        for index in [0, 2, 3] { _ = try groups[index].process(update) }
        _ = try groups.commit(3)
        try groups.requireAgreement()
        let newcomer = try Clients.bundle("newcomer", suite)
        let made = try groups.commit(
            1, [.remove(groups[0].ownIndex), .add(newcomer.keyPackage)])
        #expect(groups[0].isRemoved)
        groups[0] = try Group.join(welcome: try #require(made.welcome), keyPackage: newcomer)
        try groups.requireAgreement()
        groups = try groups.map { try Group(serialised: $0.serialise()) }
        try groups.exchange()
        _ = try groups.commit(0)
        try groups.requireAgreement()
    }
}
