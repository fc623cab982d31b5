import ServerCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file `restored`, which `moonlessd restore` makes and which goes when its work is done.
final class DiskRestorationState: RestorationState {
    private let directory: ServerDirectory

    init(_ directory: ServerDirectory) { self.directory = directory }

    var isPending: Bool { PrivateFile.exists(directory.restored) }

    func finish() throws {
        // Stale cells that came back after a power failure would be copied to the helper.
        try FileHandle(directory.planes, flags: O_RDWR).sync()
        try PrivateFile.remove(directory.restored)
    }
}
