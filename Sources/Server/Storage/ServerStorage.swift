import ServerCore
import Wire

/// All that a running server keeps on its disk.
struct ServerStorage {
    let accounts: DiskAccountStore
    let planes: DiskPlaneStore
    let marks: DiskRoundMarkStore

    /// Opens the files of a server, and makes them when it runs for the first time.
    ///
    /// The mark is made last: where it is, nothing else may be missing.
    init(_ directory: ServerDirectory, _ descriptor: DeploymentDescriptor) throws {
        if !PrivateFile.exists(directory.mark) {
            if !PrivateFile.exists(directory.planes) || !PrivateFile.exists(directory.bells) {
                try DiskPlaneStore.create(directory, descriptor)
            }
            if !PrivateFile.exists(directory.accounts) {
                try DiskAccountStore.create(directory, descriptor)
            }
            try DiskRoundMarkStore.create(directory)
        }
        accounts = try DiskAccountStore(directory, descriptor)
        planes = try DiskPlaneStore(directory, descriptor)
        marks = try DiskRoundMarkStore(directory)
    }
}
