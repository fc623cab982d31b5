import HTTPTypes
import Hummingbird

/// What the page's browser is told with every answer.
enum WebHeaders {
    /// Nothing from elsewhere, nothing inline, no frame, no form; pictures and sound that the page
    /// makes of bytes it fetched.
    static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'",
        "img-src 'self' blob: data:", "media-src 'self' blob:", "connect-src 'self'",
        "font-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'",
        "frame-ancestors 'none'", "require-trusted-types-for 'script'",
    ].joined(separator: "; ")

    private static let permissions =
        "microphone=(self), camera=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), "
        + "midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), "
        + "accelerometer=(), gyroscope=(), magnetometer=(), xr-spatial-tracking=(), browsing-topics=()"

    private static let fields: [(name: String, value: String)] = [
        ("Content-Security-Policy", contentSecurityPolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", permissions),
    ]

    static func add(to response: inout Response, isAPI: Bool) {
        for field in fields {
            guard let name = HTTPField.Name(field.name) else { continue }
            response.headers[name] = field.value
        }
        if isAPI { response.headers[.cacheControl] = "no-store" }
    }
}
