/// What an epoch's secret is split into, RFC 9420 section 8, table 4.
package struct EpochSecrets: Sendable, MLSCodable {
    package let senderDataSecret: Secret
    package let exporterSecret: Secret
    package let externalSecret: Secret
    package let confirmationKey: Secret
    package let membershipKey: Secret
    package let resumptionPSK: Secret
    package let epochAuthenticator: Secret
    package let initSecret: Secret

    /// Splits the epoch secret; the encryption secret goes to the secret tree alone.
    package static func split(
        _ epochSecret: Secret, _ algorithms: Algorithms
    ) -> (secrets: EpochSecrets, encryptionSecret: Secret) {
        func derive(_ label: String) -> Secret { algorithms.derive(epochSecret, label: label) }
        let secrets = EpochSecrets(
            senderDataSecret: derive("sender data"), exporterSecret: derive("exporter"),
            externalSecret: derive("external"), confirmationKey: derive("confirm"),
            membershipKey: derive("membership"), resumptionPSK: derive("resumption"),
            epochAuthenticator: derive("authentication"), initSecret: derive("init"))
        return (secrets, derive("encryption"))
    }

    package init(
        senderDataSecret: Secret, exporterSecret: Secret, externalSecret: Secret,
        confirmationKey: Secret, membershipKey: Secret, resumptionPSK: Secret,
        epochAuthenticator: Secret, initSecret: Secret
    ) {
        self.senderDataSecret = senderDataSecret
        self.exporterSecret = exporterSecret
        self.externalSecret = externalSecret
        self.confirmationKey = confirmationKey
        self.membershipKey = membershipKey
        self.resumptionPSK = resumptionPSK
        self.epochAuthenticator = epochAuthenticator
        self.initSecret = initSecret
    }

    package init(from decoder: inout MLSDecoder) throws(MLSError) {
        senderDataSecret = try decoder.read()
        exporterSecret = try decoder.read()
        externalSecret = try decoder.read()
        confirmationKey = try decoder.read()
        membershipKey = try decoder.read()
        resumptionPSK = try decoder.read()
        epochAuthenticator = try decoder.read()
        initSecret = try decoder.read()
    }

    package func encode(into encoder: inout MLSEncoder) {
        encoder.write(senderDataSecret)
        encoder.write(exporterSecret)
        encoder.write(externalSecret)
        encoder.write(confirmationKey)
        encoder.write(membershipKey)
        encoder.write(resumptionPSK)
        encoder.write(epochAuthenticator)
        encoder.write(initSecret)
    }
}
