#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Places, drawn by their coordinates alone.
enum MapSVG {
    private static let width = 690.0
    private static let maximumHeight = 560.0
    private static let margin = 14.0

    static func figure(_ map: PlaceMap) -> String {
        guard let frame = Frame(map.dots.map(\.position)) else { return "" }
        let order: [PlaceMap.Kind] = [.other, .work, .home]
        let dots = order.flatMap { kind in map.dots.filter { $0.kind == kind } }
            .map { dot(frame, $0) }
        let kinds = order.reversed().filter { kind in map.dots.contains { $0.kind == kind } }
        let legend = kinds.map { kind in
            "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><circle class=\"\(style(kind))\" "
                + "cx=\"5\" cy=\"5\" r=\"4\"/></svg>\(kind.rawValue)</li>"
        }
        let height = Int(frame.height)
        return """
            <figure><svg viewBox="0 0 \(Int(width)) \(height)" role="img"
            aria-label="Map of \(map.dots.count) places">
            <rect class="frame" x=".5" y=".5" width="\(width - 1)" height="\(height - 1)" rx="8"/>
            \(dots.joined())\(scale(frame))</svg>
            <ul class="legend">\(legend.joined())</ul>
            <figcaption>\(HTML.escaped(map.title))</figcaption></figure>
            """
    }

    private static func dot(_ frame: Frame, _ dot: PlaceMap.Dot) -> String {
        let spot = frame.place(dot.position)
        let radius = dot.kind == .other ? 0.8 + 3 * dot.size : 2 + 4 * dot.size
        let title = dot.label.map { "<title>\(HTML.escaped($0))</title>" } ?? ""
        return "<circle class=\"\(style(dot.kind))\" cx=\"\(HTML.coordinate(spot.x, 1))\" "
            + "cy=\"\(HTML.coordinate(spot.y, 1))\" r=\"\(HTML.coordinate(radius, 1))\" "
            + "opacity=\"\(dot.kind == .other ? ".28" : ".7")\">\(title)</circle>"
    }

    private static func style(_ kind: PlaceMap.Kind) -> String {
        switch kind {
        case .home: "dot-home"
        case .work: "dot-work"
        case .other: "dot-other"
        }
    }

    /// A bar of a round number of kilometres.
    private static func scale(_ frame: Frame) -> String {
        let wanted = 120 / frame.pixelsPerKilometer
        let step = pow(10, floor(log10(wanted)))
        let length = wanted / step >= 5 ? step * 5 : (wanted / step >= 2 ? step * 2 : step)
        let end = 20 + length * frame.pixelsPerKilometer
        let y = frame.height - 18
        let text = length >= 1 ? "\(Int(length)) km" : "\(Int(length * 1000)) m"
        return "<path d=\"M20 \(y)H\(HTML.coordinate(end, 1))\" stroke=\"var(--soft)\" "
            + "stroke-width=\"1.5\"/><text x=\"20\" y=\"\(y - 5)\">\(text)</text>"
    }

    /// The part of the Earth that is shown: the middle 95 % of the points.
    private struct Frame {
        let north: Double
        let west: Double
        let pixelsPerDegree: (latitude: Double, longitude: Double)
        let height: Double

        var pixelsPerKilometer: Double { pixelsPerDegree.latitude / 111.32 }

        init?(_ positions: [Position]) {
            guard !positions.isEmpty else { return nil }
            let latitudes = Self.middle(positions.map(\.latitude))
            let longitudes = Self.middle(positions.map(\.longitude))
            let shrink = max(cos((latitudes.low + latitudes.high) / 2 * .pi / 180), 0.05)
            let wide = max((longitudes.high - longitudes.low) * shrink, 0.002)
            let tall = max(latitudes.high - latitudes.low, 0.002)
            let scale = min((width - 2 * margin) / wide, (maximumHeight - 2 * margin) / tall)
            pixelsPerDegree = (scale, scale * shrink)
            height = (tall * scale + 2 * margin).rounded(.up)
            north = latitudes.high
            // Centred where the height is what limits.
            let slack = (width - 2 * margin - wide * scale) / 2
            west = longitudes.low - slack / pixelsPerDegree.longitude
        }

        func place(_ position: Position) -> (x: Double, y: Double) {
            (
                margin + (position.longitude - west) * pixelsPerDegree.longitude,
                margin + (north - position.latitude) * pixelsPerDegree.latitude
            )
        }

        private static func middle(_ values: [Double]) -> (low: Double, high: Double) {
            let sorted = values.sorted()
            let cut = sorted.count / 40
            return (sorted[cut], sorted[sorted.count - 1 - cut])
        }
    }
}
