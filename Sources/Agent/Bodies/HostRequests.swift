// What clients of the API send before an account is open.

/// `POST unlock`.
package struct UnlockRequest: Codable, Sendable {
    package var passphrase: String
    package init(passphrase: String) { self.passphrase = passphrase }
}

/// `POST join/preview`.
package struct JoinPreviewRequest: Codable, Sendable {
    package var link: String
    /// Null or empty: none, or the agent's.
    package var proxy: String?

    package init(link: String, proxy: String? = nil) {
        self.link = link
        self.proxy = proxy
    }
}

/// `POST join`.
package struct JoinRequest: Codable, Sendable {
    package var link: String
    /// By which new contacts will know the account; may be empty.
    package var name: String?
    package var passphrase: String
    package var proxy: String?

    package init(link: String, name: String?, passphrase: String, proxy: String? = nil) {
        self.link = link
        self.name = name
        self.passphrase = passphrase
        self.proxy = proxy
    }
}

/// `POST leave`.
package struct LeaveRequest: Codable, Sendable {
    /// Must be true.
    package var confirm: Bool
    /// Of an account that a passphrase opens.
    package var passphrase: String?
    /// How long to wait for contacts to hear it; 60 without it.
    package var timeoutSeconds: Int?

    package init(confirm: Bool, passphrase: String?, timeoutSeconds: Int? = nil) {
        self.confirm = confirm
        self.passphrase = passphrase
        self.timeoutSeconds = timeoutSeconds
    }
}

/// `POST qr`.
package struct QRRequest: Codable, Sendable {
    package var text: String
    package init(text: String) { self.text = text }
}

/// `POST web/tokens`.
package struct WebTokenBody: Codable, Sendable {
    /// Opens the page and lets its browser in.
    package var address: String
    package var token: String
    /// Names the token without being it: its SHA-256 in hexadecimal.
    package var id: String
}

/// `GET web/tokens/{id}`.
package struct WebTokenUseBody: Codable, Sendable {
    /// A browser has come with it since the agent began.
    package var used: Bool
}
