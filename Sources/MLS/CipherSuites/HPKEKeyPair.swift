/// A key pair of a KEM: the private half as `SerializePrivateKey` of RFC 9180 gives it.
struct HPKEKeyPair: Sendable, Equatable {
    let privateKey: Secret
    let publicKey: [UInt8]
}
