import MLS
import Testing

@Suite("Life of a group")
struct LifecycleTests {
    static let suites = CipherSuite.supported

    @Test("Members talk, change and leave", arguments: suites)
    func wholeLife(suite: CipherSuite) throws {
        var groups = try Clients.groups(4, suite)
        try agree(groups)
        try exchange(&groups)
        _ = try groups.commit(2)
        try agree(groups)
        let update = try groups[1].proposeUpdate()
        for index in [0, 2, 3] { _ = try groups[index].process(update) }
        _ = try groups.commit(3)
        try agree(groups)
        let newcomer = try Clients.bundle("newcomer", suite)
        let made = try groups.commit(
            1, [.remove(groups[0].ownIndex), .add(newcomer.keyPackage)])
        #expect(groups[0].isRemoved)
        groups[0] = try Group.join(welcome: try #require(made.welcome), keyPackage: newcomer)
        try agree(groups)
        groups = try groups.map { try Group(serialised: $0.serialise()) }
        try exchange(&groups)
        _ = try groups.commit(0)
        try agree(groups)
    }

    private func agree(_ groups: [Group]) throws {
        let first = try #require(groups.first)
        for group in groups {
            #expect(group.epoch == first.epoch)
            #expect(group.epochAuthenticator == first.epochAuthenticator)
            #expect(group.members == first.members)
            #expect(group.groupContext == first.groupContext)
        }
    }

    private func exchange(_ groups: inout [Group]) throws {
        for sender in groups.indices {
            let text = [UInt8]("hello from \(sender)".utf8)
            let sealed = try groups[sender].encrypt(text, paddingByteCount: 16)
            for receiver in groups.indices where receiver != sender {
                guard case .application(let opened) = try groups[receiver].process(sealed)
                else {
                    Issue.record("not an application message")
                    continue
                }
                #expect(opened.data == text)
                #expect(opened.sender == groups[sender].ownIndex)
            }
        }
    }
}
