import Logging
import ServerCore
import Wire

/// Notices of an engine as log lines.
///
/// They speak of the two servers and their disks alone.
struct ServerLog: Sendable {
    private let logger: Logger
    private let counters: ServerCounters

    init(_ logger: Logger, _ counters: ServerCounters) {
        self.logger = logger
        self.counters = counters
    }

    func write(_ notice: ServerNotice) {
        counters.count(notice)
        switch notice {
        case .linked(let restarted):
            logger.info(
                "linked with the other server",
                metadata: ["helperRestarted": "\(restarted)"])
        case .unlinked: logger.warning("the link to the other server is down; clients wait")
        case .incompatiblePeer(let why): logger.error("the other server does not fit: \(why)")
        case .peerTrouble(let why): logger.error("the link is cut: \(why)")
        case .accountsAdopted: logger.info("the helper took over the leader's account table")
        case .accountTablesDiffer:
            logger.warning("the helper's account table differs; what it lacks is stored again")
        case .clockBehind(let milliseconds):
            logger.error(
                """
                the clock is behind the last round served; nothing is served until it has passed \
                it: check the clock
                """,
                metadata: ["behindMilliseconds": "\(milliseconds)"])
        case .roundAbandoned(let round, let why):
            logger.warning(
                "a round was abandoned: \(why)", metadata: ["round": "\(round.rawValue)"])
        case .roundRefused(let round, let reason):
            logger.warning(
                "the helper refused a round: \(Self.describe(reason))",
                metadata: ["round": "\(round.rawValue)"])
        case .repaired(let cells, let bells):
            logger.debug(
                "made equal what differed", metadata: ["cells": "\(cells)", "bells": "\(bells)"])
        case .caughtUp(let accounts, let cells):
            logger.info(
                "restored: copied what differed from the helper",
                metadata: ["accounts": "\(accounts)", "cells": "\(cells)"])
        case .storageTrouble(let why): logger.error("storage failed: \(why)")
        }
    }

    private static func describe(_ reason: RoundRefusal) -> String {
        switch reason {
        case .alreadyServed: "it was served or skipped already"
        case .clocksApart: "the two servers' clocks are too far apart"
        case .outOfOrder: "a message came out of order"
        case .digestsDiffer: "the servers' data differ"
        case .serverTrouble: "its disk or memory failed it"
        }
    }
}
