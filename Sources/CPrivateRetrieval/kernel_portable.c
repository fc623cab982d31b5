// The product in portable C, by the method of the four Russians: for each four records of a strip
// the 16 sums are made once, and each query then adds one of them.
//
// Addresses depend on selection bits. The server that runs this knows its own share anyway; it
// would matter to whoever shares the processor's caches with it, who might learn a share and,
// together with the other server, the query. The octet kernels have no such addresses.
#include <string.h>

#include "kernel.h"

/// Bytes of a strip: two tables of 16 sums are 16 KiB.
#define STRIP 512

typedef uint64_t word __attribute__((vector_size(16), aligned(16), may_alias));

static void build(uint8_t *table, const uint8_t *records, size_t packed, size_t width) {
    memset(table, 0, width);
    for (size_t i = 0; i < 4; i++) {
        const word *record = (const word *)(records + i * packed);
        for (size_t entry = 0; entry < ((size_t)1 << i); entry++) {
            const word *from = (const word *)(table + entry * STRIP);
            word *to = (word *)(table + (entry + ((size_t)1 << i)) * STRIP);
            for (size_t k = 0; k < width / 16; k++) { to[k] = from[k] ^ record[k]; }
        }
    }
}

static void pack_selection(const uint8_t *bits, size_t stride, size_t octets, uint8_t *selection) {
    for (size_t octet = 0; octet < octets; octet++) {
        for (size_t query = 0; query < PR_GROUP; query++) {
            selection[octet * PR_GROUP + query] = bits[query * stride + octet];
        }
    }
}

static void multiply(const uint8_t *block, size_t octets, size_t packed, const uint8_t *selection,
                     size_t groups, uint8_t *accumulators) {
    _Alignas(64) uint8_t low[16 * STRIP], high[16 * STRIP];
    for (size_t strip = 0; strip < packed; strip += STRIP) {
        size_t width = packed - strip < STRIP ? packed - strip : STRIP;
        for (size_t octet = 0; octet < octets; octet++) {
            const uint8_t *records = block + 8 * octet * packed + strip;
            build(low, records, packed, width);
            build(high, records + 4 * packed, packed, width);
            for (size_t query = 0; query < groups * PR_GROUP; query++) {
                const uint8_t *group = selection + query / PR_GROUP * PR_SELECTION_BYTES;
                uint8_t chosen = group[octet * PR_GROUP + query % PR_GROUP];
                const word *a = (const word *)(low + (chosen & 15) * STRIP);
                const word *b = (const word *)(high + (chosen >> 4) * STRIP);
                word *sum = (word *)(accumulators + query * packed + strip);
                for (size_t k = 0; k < width / 16; k++) { sum[k] ^= a[k] ^ b[k]; }
            }
        }
    }
}

static void finish(const uint8_t *accumulators, size_t groups, size_t packed, size_t record_bytes,
                   size_t first, size_t count, uint8_t *rows) {
    (void)groups;
    for (size_t i = 0; i < count; i++) {
        memcpy(rows + i * record_bytes, accumulators + (first + i) * packed, record_bytes);
    }
}

static bool available(void) { return true; }

const pr_kernel pr_kernel_portable = {
    .name = "portable",
    .layout = PR_LAYOUT_ROWS,
    .available = available,
    .pack_selection = pack_selection,
    .multiply = multiply,
    .finish = finish,
};
