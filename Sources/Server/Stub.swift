internal import GRDB
internal import NIOSSL
internal import X509
internal import ServiceLifecycle
internal import NIOPosix
