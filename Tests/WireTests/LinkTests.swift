import Testing
import Wire

@Suite struct LinkTests {
    static func invite() throws -> InviteLink {
        InviteLink(
            deployment: DeploymentReference(try SampleDeployment().signed.descriptor), slot: 7,
            generation: 1, identityFingerprint: [UInt8](repeating: 1, count: 32),
            oneTimeKey: [UInt8](repeating: 2, count: 32),
            secret: [UInt8](repeating: 3, count: 16), expiresAt: 99)
    }

    @Test func linksSurviveARoundTrip() throws {
        let invite = try Self.invite()
        let read = try InviteLink(invite.text)
        #expect(read == invite)
        let join = JoinLink(
            deployment: invite.deployment, ticket: [UInt8](repeating: 4, count: 16))
        let readJoin = try JoinLink(join.text)
        #expect(readJoin == join)
        #expect(!invite.text.contains(" "))
    }

    /// Every single damaged character and every truncation is noticed.
    @Test func damageIsNoticed() throws {
        let text = Array(try Self.invite().text)
        for index in stride(from: 16, to: text.count, by: 7) {
            var damaged = text
            damaged[index] = damaged[index] == "A" ? "B" : "A"
            #expect(throws: WireError.self) { try InviteLink(String(damaged)) }
            #expect(throws: WireError.self) { try InviteLink(String(text[..<index])) }
        }
    }

    @Test func theOtherKindIsExplained() throws {
        let text = try Self.invite().text
        let error = #expect(throws: WireError.self) { try JoinLink(text) }
        #expect(error?.detail.contains("moonless accept") == true)
    }
}
