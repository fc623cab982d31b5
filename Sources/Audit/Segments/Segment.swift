/// A group of people that an advertiser would buy, and the rule that makes it.
package struct Segment: Sendable {
    package let name: String
    /// What has to be true of somebody, in words.
    package let rule: String
    package let userCount: Int
    package let share: Double
}

extension Segment {
    init(_ name: String, _ rule: String, count: Int, of total: Int) {
        self.init(
            name: name, rule: rule, userCount: count,
            share: total == 0 ? 0 : Double(count) / Double(total))
    }
}
