import ArgumentParser

struct GroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group",
        abstract: "Talk with several people at once.",
        discussion: """
            Every member sees who is in a group and who changed it. Administrators add, remove,
            promote and rename; one of them, the committer, carries changes out as soon as its
            program runs, and after a quarter of an hour of silence another one does. A group is
            a PEER for 'send', 'read' and 'chat'. A group has 100 members at most.
            """,
        subcommands: [
            GroupCreate.self, GroupAdd.self, GroupRemove.self, GroupLeave.self,
            GroupRename.self, GroupList.self, GroupLink.self, GroupPromote.self,
        ])
}
