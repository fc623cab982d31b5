import Wire

/// What an operator agrees to when signing a deployment.
struct DeploymentDescription: Encodable {
    var name: String
    var identifier: String
    var leader: String
    var leaderSigningKey: String
    var helper: String
    var helperSigningKey: String
    var capacity: Int
    var roundMilliseconds: Int
    var readsPerRound: Int
    var pagesPerSlot: Int
    var bellPeriodRounds: Int
    var knockPeriodRounds: Int

    init(_ deployment: SignedDeployment) {
        let descriptor = deployment.descriptor
        name = descriptor.name
        identifier = Hexadecimal.encode(descriptor.identifier)
        leader = descriptor.leader.address
        leaderSigningKey = Hexadecimal.encode(descriptor.leader.signingKey)
        helper = descriptor.helper.address
        helperSigningKey = Hexadecimal.encode(descriptor.helper.signingKey)
        let parameters = descriptor.parameters
        capacity = parameters.capacity
        roundMilliseconds = parameters.roundMilliseconds
        readsPerRound = parameters.readsPerRound
        pagesPerSlot = parameters.pagesPerSlot
        bellPeriodRounds = parameters.bellPeriodRounds
        knockPeriodRounds = parameters.knockPeriodRounds
    }

    private var planeMegabytes: Int {
        capacity * pagesPerSlot * DeploymentParameters.cellByteCount / 1_000_000
    }

    var text: String {
        """
        Deployment "\(name)" (\(identifier))
          leader   \(leader)
                   signing key \(leaderSigningKey)
          helper   \(helper)
                   signing key \(helperSigningKey)
          capacity \(capacity) accounts; \(pagesPerSlot) pages each: \(planeMegabytes) MB of disk
          rounds   of \(roundMilliseconds) ms; \(readsPerRound) private reads in each
                   bells every \(bellPeriodRounds) rounds, knocks every \(knockPeriodRounds)
        """
    }
}
