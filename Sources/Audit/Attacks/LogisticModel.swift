#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Logistic regression with a small ridge, fitted by Newton's method.
struct LogisticModel: Sendable {
    /// Intercept first.
    private(set) var weights: [Double]
    private let means: [Double]
    private let scales: [Double]

    /// - Parameters:
    ///   - rows: One array of features for each example.
    ///   - labels: Whether the example is positive.
    init(rows: [[Float]], labels: [Bool], ridge: Double = 1) {
        let width = rows.first?.count ?? 0
        let moments = Self.moments(rows, width: width)
        means = moments.means
        scales = moments.scales
        weights = [Double](repeating: 0, count: width + 1)
        let means = means
        let scales = scales
        let standardised = rows.map { row in
            [1] + zip(row, zip(means, scales)).map { (Double($0) - $1.0) / $1.1 }
        }
        for _ in 0..<25 {
            let step = newtonStep(standardised, labels, ridge: ridge)
            for index in weights.indices { weights[index] += step[index] }
            if step.allSatisfy({ abs($0) < 1e-6 }) { break }
        }
    }

    /// The logit of one example, given feature by feature.
    func logit(_ features: (Int) -> Float) -> Float {
        var sum = weights[0]
        for index in means.indices {
            sum += weights[index + 1] * (Double(features(index)) - means[index]) / scales[index]
        }
        return Float(sum)
    }

    private static func moments(_ rows: [[Float]], width: Int) -> (
        means: [Double], scales: [Double]
    ) {
        var means = [Double](repeating: 0, count: width)
        var squares = means
        for row in rows {
            for (index, value) in row.enumerated() {
                means[index] += Double(value)
                squares[index] += Double(value) * Double(value)
            }
        }
        let count = Double(max(rows.count, 1))
        for index in 0..<width {
            means[index] /= count
            let variance = squares[index] / count - means[index] * means[index]
            squares[index] = variance > 1e-12 ? variance.squareRoot() : 1
        }
        return (means, squares)
    }

    private func newtonStep(_ rows: [[Double]], _ labels: [Bool], ridge: Double) -> [Double] {
        let width = weights.count
        var gradient = (0..<width).map { $0 == 0 ? 0 : -ridge * weights[$0] }
        var hessian = [[Double]](
            repeating: [Double](repeating: 0, count: width), count: width)
        for (row, label) in zip(rows, labels) {
            var logit = 0.0
            for index in 0..<width { logit += weights[index] * row[index] }
            let probability = 1 / (1 + exp(-logit))
            let residual = (label ? 1 : 0) - probability
            let curvature = probability * (1 - probability)
            for index in 0..<width {
                gradient[index] += residual * row[index]
                let scaled = curvature * row[index]
                for column in 0...index { hessian[index][column] += scaled * row[column] }
            }
        }
        for index in 0..<width {
            hessian[index][index] += (index == 0 ? 1e-9 : ridge)
            for column in 0..<index { hessian[column][index] = hessian[index][column] }
        }
        return Self.solve(hessian, gradient)
    }

    /// Gaussian elimination with pivoting; a singular direction gets a step of zero.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var rows = matrix
        var result = right
        let width = right.count
        for column in 0..<width {
            let pivot = (column..<width).max { abs(rows[$0][column]) < abs(rows[$1][column]) }
            guard let pivot, abs(rows[pivot][column]) > 1e-12 else { continue }
            rows.swapAt(column, pivot)
            result.swapAt(column, pivot)
            for row in 0..<width where row != column {
                let factor = rows[row][column] / rows[column][column]
                guard factor != 0 else { continue }
                for index in column..<width { rows[row][index] -= factor * rows[column][index] }
                result[row] -= factor * result[column]
            }
        }
        return (0..<width).map { index in
            abs(rows[index][index]) > 1e-12 ? result[index] / rows[index][index] : 0
        }
    }
}
