extension MLSError {
    /// A rule, or a way of using the library that its state does not allow.
    ///
    /// Codes that begin with V are the validation rules of RFC 9420, tabulated in
    /// docs/mls/VALIDATION.md; those that begin with U say that a call does not fit the state.
    public enum Code: String, Sendable, CaseIterable {
        // Encoding: sections 2.1, 6 and 17.
        case truncated = "V001"
        case trailingBytes = "V002"
        case nonMinimalLength = "V003"
        case invalidLengthPrefix = "V004"
        case invalidOptional = "V005"
        case unknownSelector = "V006"
        case unsupportedVersion = "V007"
        case unsupportedWireFormat = "V008"
        case unsupportedCipherSuite = "V009"
        case duplicateExtension = "V010"
        case malformedExtension = "V011"
        case malformedKey = "V012"

        // Leaf nodes: section 7.3.
        case credentialRejected = "V020"
        case leafSignature = "V021"
        case requiredCapabilities = "V022"
        case leafLacksGroupExtension = "V023"
        case lifetime = "V024"
        case leafExtensionNotInCapabilities = "V025"
        case leafLacksVersionOrSuite = "V026"
        case credentialNotInCapabilities = "V027"
        case credentialTypeNotShared = "V028"
        case leafNodeSource = "V029"
        case duplicateSignatureKey = "V030"
        case duplicateEncryptionKey = "V031"

        // Key packages: section 10.1.
        case keyPackageVersionOrSuite = "V040"
        case keyPackageSignature = "V041"
        case initKeyReused = "V042"

        // Ratchet trees: sections 7.8, 7.9 and 12.4.3.1.
        case treeHash = "V050"
        case parentHash = "V051"
        case unmergedLeaves = "V052"
        case treeShape = "V053"
        case missingRatchetTree = "V054"

        // Framing: section 6.
        case wrongGroup = "V060"
        case wrongEpoch = "V061"
        case messageSignature = "V062"
        case membershipTag = "V063"
        case confirmationTag = "V065"
        case unencryptedApplicationData = "V066"
        case senderType = "V067"
        case unknownSender = "V068"
        case decryption = "V069"
        case senderDataDecryption = "V070"
        case padding = "V071"
        case generationConsumed = "V072"
        case generationTooFarAhead = "V073"
        case ownMessage = "V074"

        // Proposals and commits: sections 12.1 to 12.4.
        case committerUpdate = "V080"
        case committerRemoved = "V081"
        case severalChangesToOneLeaf = "V082"
        case duplicateAdd = "V083"
        case addOfMember = "V084"
        case duplicatePreSharedKey = "V085"
        case severalGroupContextExtensions = "V086"
        case reInitNotAlone = "V087"
        case externalInitFromMember = "V088"
        case unsupportedProposal = "V089"
        case pathRequired = "V090"
        case unknownProposal = "V091"
        case duplicateProposalReference = "V092"
        case preSharedKeyNonce = "V093"
        case preSharedKeyUsage = "V094"
        case unknownPreSharedKey = "V095"
        case reInitVersion = "V096"
        case unknownLeaf = "V097"
        case updateNotFromMember = "V098"
        case unsupportedGroupExtension = "V099"
        case externalInitCount = "V100"
        case externalCommitRemove = "V101"
        case externalCommitProposal = "V102"
        case externalCommitByReference = "V103"
        case externalCommitPath = "V104"
        case externalProposalType = "V105"
        case unknownExternalSender = "V106"
        case groupSuspended = "V107"

        // Update paths: section 7.
        case updatePathLength = "V110"
        case updatePathCiphertexts = "V111"
        case updatePathParentHash = "V112"
        case updatePathKeyReused = "V113"
        case updatePathKeyMismatch = "V114"
        case updatePathDecryption = "V115"

        // Welcomes and group informations: sections 12.4.3 and 11.2.
        case noSecretsForKeyPackage = "V120"
        case welcomeCipherSuite = "V121"
        case welcomeDecryption = "V122"
        case groupInfoSignature = "V123"
        case notInTree = "V124"
        case pathSecretMismatch = "V125"
        case reInitWelcome = "V126"
        case branchWelcome = "V127"
        case missingExternalPub = "V128"
        case severalResumptions = "V129"

        // Stored state.
        case storedState = "V140"

        // Calls that do not fit the state.
        case pendingCommitExists = "U001"
        case noPendingCommit = "U002"
        case commitOfOtherState = "U003"
        case exportLength = "U004"
        case tooLarge = "U005"
        case removedFromGroup = "U006"
        case cryptography = "U007"
        case generationExhausted = "U008"
        case noReInit = "U009"
    }
}
