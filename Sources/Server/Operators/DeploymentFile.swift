package import Wire

/// Reading `deployment.json`, with failures in words for operators.
package enum DeploymentFile {
    package static func read(_ path: String) throws -> SignedDeployment {
        guard PrivateFile.exists(path) else {
            throw ServerFailure(.missingInput, "'\(path)' is not there")
        }
        do {
            return try SignedDeployment(file: try PrivateFile.read(path))
        } catch let error as WireError {
            throw ServerFailure(.data, "'\(path)': \(error)")
        }
    }

    /// A deployment that both operators have signed.
    package static func readSigned(_ path: String) throws -> SignedDeployment {
        let deployment = try read(path)
        do {
            try deployment.verify()
            return deployment
        } catch {
            throw ServerFailure(
                error.code == .missingSignature ? .configuration : .data, "'\(path)': \(error)")
        }
    }
}
