import MLS
import Testing

/// `messages` and `deserialization`: what is read is written back byte for byte.
@Suite("Encoding vectors", .needsVectors)
struct MessagesTests {
    struct Case: Decodable {
        let mls_welcome: Hex
        let mls_group_info: Hex
        let mls_key_package: Hex
        let ratchet_tree: Hex
        let group_secrets: Hex
        let add_proposal: Hex
        let update_proposal: Hex
        let remove_proposal: Hex
        let pre_shared_key_proposal: Hex
        let re_init_proposal: Hex
        let external_init_proposal: Hex
        let group_context_extensions_proposal: Hex
        let commit: Hex
        let public_message_application: Hex
        let public_message_proposal: Hex
        let public_message_commit: Hex
        let private_message: Hex
    }

    @Test("Every structure")
    func structures() throws {
        for vector in try Vectors.load("mls/messages.json", as: Case.self) {
            try roundTrip(MLSMessage.self, vector.mls_welcome)
            try roundTrip(MLSMessage.self, vector.mls_group_info)
            try roundTrip(MLSMessage.self, vector.mls_key_package)
            try roundTrip(RatchetTree.self, vector.ratchet_tree)
            try roundTrip(GroupSecrets.self, vector.group_secrets)
            try roundTrip(KeyPackage.self, vector.add_proposal)
            try roundTrip(LeafNode.self, vector.update_proposal)
            try roundTrip(LeafIndex.self, vector.remove_proposal)
            try roundTrip(PreSharedKeyID.self, vector.pre_shared_key_proposal)
            try roundTrip(ReInit.self, vector.re_init_proposal)
            try roundTrip(Opaque.self, vector.external_init_proposal)
            try proposal(7, vector.group_context_extensions_proposal)
            try proposal(1, vector.add_proposal)
            try proposal(2, vector.update_proposal)
            try proposal(3, vector.remove_proposal)
            try proposal(4, vector.pre_shared_key_proposal)
            try proposal(5, vector.re_init_proposal)
            try proposal(6, vector.external_init_proposal)
            try roundTrip(Commit.self, vector.commit)
            try roundTrip(MLSMessage.self, vector.public_message_application)
            try roundTrip(MLSMessage.self, vector.public_message_proposal)
            try roundTrip(MLSMessage.self, vector.public_message_commit)
            try roundTrip(MLSMessage.self, vector.private_message)
        }
    }

    private func roundTrip<T: MLSCodable>(_: T.Type, _ hex: Hex) throws {
        #expect(try T(encoded: hex.bytes).encoded == hex.bytes)
    }

    private func proposal(_ type: UInt8, _ hex: Hex) throws {
        let bytes = [0, type] + hex.bytes
        #expect(try Proposal(encoded: bytes).encoded == bytes)
    }

    struct Header: Decodable {
        let vlbytes_header: Hex
        let length: Int
    }

    @Test("Vector lengths")
    func lengths() throws {
        for vector in try Vectors.load("mls/deserialization.json", as: Header.self) {
            var decoder = MLSDecoder(vector.vlbytes_header.bytes)
            #expect(try decoder.readLength() == vector.length)
            try decoder.finish()
        }
    }
}
