import CPrivateRetrieval

/// A way of computing the product over GF(2) that this processor has.
public struct RetrievalKernel: Sendable, Hashable, CustomStringConvertible {
    /// How a kernel wants records to lie in memory.
    public enum Layout: Int32, Sendable, CaseIterable {
        /// One record after the other.
        case rows = 0
        /// The bits of eight records side by side in one byte, column after column.
        case octets = 1
    }

    /// A constant table of the C target.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// The kernels that this processor can run, best first; the last one is portable C.
    public static let available: [RetrievalKernel] = {
        var kernels: [RetrievalKernel] = []
        while let pointer = pr_kernel_at(kernels.count) {
            kernels.append(RetrievalKernel(pointer: pointer))
        }
        return kernels
    }()

    /// The fastest kernel of this processor.
    public static let best = available[0]

    /// The kernel of that name; throws ``RetrievalError/kernelUnavailable`` if this processor (or
    /// this build) lacks it.
    public static func named(_ name: String) throws(RetrievalError) -> RetrievalKernel {
        for kernel in available where kernel.name == name { return kernel }
        throw .kernelUnavailable
    }

    /// The kernel's name, as ``named(_:)`` takes it.
    public var name: String { String(cString: pr_kernel_name(pointer)) }

    /// The layout of the databases that the kernel reads.
    public var layout: Layout { Layout(rawValue: pr_kernel_layout(pointer)) ?? .rows }

    /// The kernel's name.
    public var description: String { name }
}
