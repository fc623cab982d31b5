/// Where pictures of people lie in the vault.
package enum ProfilePicture {
    package static let own = Conversation.pictureKey(Account.pictureOwner)

    package static func of(_ conversation: String) -> RecordKey {
        Conversation.pictureKey(conversation)
    }
}
