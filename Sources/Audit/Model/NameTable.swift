/// Names as they occur in a log, each numbered in the order of first appearance.
package struct NameTable: Sendable {
    package private(set) var names: [String] = []
    private var numbers: [String: Int32] = [:]

    package init() {}

    package var count: Int { names.count }

    /// The number of a name, which is given one if it is new.
    package mutating func number(of name: String) -> Int32 {
        if let known = numbers[name] { return known }
        let number = Int32(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }

    /// The number of a name that has been seen before.
    package func known(_ name: String) -> Int32? {
        numbers[name]
    }

    package subscript(number: Int32) -> String {
        names[Int(number)]
    }
}
