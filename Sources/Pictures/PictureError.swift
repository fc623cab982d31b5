/// Why a picture cannot be prepared for sending.
package enum PictureError: Error, Sendable, Equatable, CustomStringConvertible {
    case damaged
    case tooManyPixels
    /// A picture of a kind whose notes on place and camera this program cannot take out.
    case cannotBeStripped

    package var description: String {
        switch self {
        case .damaged: "the picture is damaged"
        case .tooManyPixels: "the picture has more pixels than can be handled"
        case .cannotBeStripped:
            "a picture of this kind cannot be freed of place and camera: send it as the original, "
                + "or convert it to JPEG or PNG"
        }
    }
}
