import NIOCore

/// How many cores answers are computed on.
enum Processors {
    static var count: Int { System.coreCount }
}
