package import Wire

/// Both servers of a deployment in one directory, to try things out.
///
/// One machine then holds both halves of every secret: it hides nothing from whoever runs it.
package struct DevelopmentDeployment: Sendable {
    package let leader: ServerDirectory
    package let helper: ServerDirectory
    /// The directory held a deployment, with parameters of its own.
    package let wasThere: Bool

    /// Takes the deployment in a directory, or makes one there.
    ///
    /// - Parameter listen: Where the leader listens; port 0 draws a free one when it is made.
    package init(
        _ path: String, listen: HostAndPort, parameters: DeploymentParameters
    ) async throws {
        leader = ServerDirectory(path + "/leader")
        helper = ServerDirectory(path + "/helper")
        wasThere = PrivateFile.exists(leader.configuration)
        if wasThere { return }
        let ports = try await FreePorts.find(2)
        let loopback = try HostAndPort("127.0.0.1:\(ports[0])")
        let address = listen.port == 0 ? try HostAndPort("\(listen.host):\(ports[1])") : listen
        if !PrivateFile.exists(helper.configuration) {
            try ServerInitialization.helper(helper, listen: loopback, advertised: loopback)
        }
        try ServerInitialization.leader(
            leader, listen: address, advertised: address,
            helper: try OperatorFile(path: helper.helperPublic).published, name: "development",
            parameters: parameters)
        _ = try Cosigning(helper, file: leader.deployment).sign()
    }
}
