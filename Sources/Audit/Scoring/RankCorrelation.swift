/// Spearman's rank correlation, ties sharing their mean rank.
package enum RankCorrelation {
    /// From -1 to 1; 0 where one of the two does not vary.
    package static func value(_ one: [Double], _ other: [Double]) -> Double {
        let left = ranks(one)
        let right = ranks(other)
        let middle = Double(left.count + 1) / 2
        var product = 0.0
        var squares = (0.0, 0.0)
        for (a, b) in zip(left, right) {
            product += (a - middle) * (b - middle)
            squares.0 += (a - middle) * (a - middle)
            squares.1 += (b - middle) * (b - middle)
        }
        let scale = (squares.0 * squares.1).squareRoot()
        return scale > 0 ? product / scale : 0
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var result = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { result[order[place]] = Double(start + end + 1) / 2 }
            start = end
        }
        return result
    }

    /// The correlation with its p from random orders, two-sided.
    package static func test(_ one: [Double], _ other: [Double], seed: UInt64 = 71) -> (
        value: Double, p: Double
    ) {
        let observed = value(one, other)
        var generator = SeededGenerator(seed: seed)
        var shuffled = other
        var asExtreme = 1
        for _ in 0..<199 {
            shuffled.shuffle(using: &generator)
            if abs(value(one, shuffled)) >= abs(observed) - 1e-9 { asExtreme += 1 }
        }
        return (observed, Double(asExtreme) / 200)
    }
}
