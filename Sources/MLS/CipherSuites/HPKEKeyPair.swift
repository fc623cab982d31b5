/// A key pair of a KEM: the private half as `SerializePrivateKey` of RFC 9180 gives it.
package struct HPKEKeyPair: Sendable, Equatable {
    package let privateKey: Secret
    package let publicKey: [UInt8]
}
