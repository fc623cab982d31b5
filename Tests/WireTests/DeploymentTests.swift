import Testing
import Wire

@Suite struct DeploymentTests {
    @Test func fileSurvivesARoundTrip() throws {
        let sample = try SampleDeployment()
        let read = try SignedDeployment(file: sample.signed.encodeFile())
        #expect(read == sample.signed)
        try read.verify()
    }

    @Test func aMissingSignatureIsNamed() throws {
        var sample = try SampleDeployment()
        sample.signed.helperSignature = nil
        let read = try SignedDeployment(file: sample.signed.encodeFile())
        let error = #expect(throws: WireError.self) { try read.verify() }
        #expect(error?.code == .missingSignature)
        #expect(error?.detail.contains("helper") == true)
    }

    @Test func aChangedParameterBreaksTheSignatures() throws {
        var sample = try SampleDeployment()
        sample.signed.descriptor.parameters.readsPerRound = 1
        let error = #expect(throws: WireError.self) { try sample.signed.verify() }
        #expect(error?.code == .badSignature)
    }

    @Test func anUnknownVersionIsRefused() throws {
        let sample = try SampleDeployment()
        let text = String(decoding: sample.signed.encodeFile(), as: UTF8.self)
            .replacing("\"version\" : 1", with: "\"version\" : 2")
        let error = #expect(throws: WireError.self) {
            try SignedDeployment(file: Array(text.utf8))
        }
        #expect(error?.code == .unknownVersion)
    }

    @Test(arguments: ["", "{}", "[]", "{\"version\": 1}", "\u{0}"])
    func whatIsNoDeploymentIsRefused(text: String) {
        #expect(throws: WireError.self) { try SignedDeployment(file: Array(text.utf8)) }
    }

    @Test(arguments: ["host", "host:", ":1", "host:65536", "a:b:1", "host:-1"])
    func addressesAreChecked(text: String) {
        #expect(throws: WireError.self) { try HostAndPort(text) }
    }
}
