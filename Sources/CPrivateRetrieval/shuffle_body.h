// The product by byte shuffles, over the octet layout, written once for vectors of VECTOR_BYTES
// and the instructions of TARGET, which a file defines before it includes this one, with
//   vector             a vector of bytes
//   LOAD(p) STORE(p,v) memory, aligned to the vector
//   TABLE(p)           16 bytes, in each 128-bit lane
//   LOOKUP(t, i)       t's byte i & 15 for each byte i below 16
//   LOW(v) HIGH(v)     each byte's lower and upper four bits
//   XOR(a, b)
//
// Four records' bits of a column, half a byte, select one of the 16 sums of four records' selection
// bytes (one bit a query): a table of 16 bytes, which is looked up for a whole vector of columns.
//
// Constant time: no branch and no address depends on selection bits. The index of a lookup is a
// record's, which is no secret here, and it stays within a register anyway.
#include <string.h>

#include "kernel.h"
#include "octets.h"
#include "transpose.h"

/// Two tables of 16 bytes for each octet and eight queries: [octet][eight][half].
enum { OCTET_BYTES = PR_GROUP / 8 * 32 };

/// Byte x of the result is the XOR of those bytes of `columns` whose number is a bit of x.
static inline void write_sums(uint32_t columns, uint8_t *table) {
    uint64_t first = 0, byte = 0x0101010101010101u;
    first ^= (columns & 0xff) * (byte & 0xff00ff00ff00ff00u);
    first ^= ((columns >> 8) & 0xff) * (byte & 0xffff0000ffff0000u);
    first ^= ((columns >> 16) & 0xff) * (byte & 0xffffffff00000000u);
    uint64_t second = first ^ ((columns >> 24) & 0xff) * byte;
    memcpy(table, &first, 8);
    memcpy(table + 8, &second, 8);
}

static void pack_selection(const uint8_t *bits, size_t stride, size_t octets, uint8_t *selection) {
    for (size_t eight = 0; eight < PR_GROUP / 8; eight++) {
        for (size_t octet = 0; octet < octets; octet++) {
            uint64_t matrix = 0;
            for (size_t i = 0; i < 8; i++) {
                matrix |= (uint64_t)bits[(8 * eight + i) * stride + octet] << (8 * i);
            }
            matrix = pr_transposed_bits(matrix);
            uint8_t *tables = selection + octet * OCTET_BYTES + 32 * eight;
            write_sums((uint32_t)matrix, tables);
            write_sums((uint32_t)(matrix >> 32), tables + 16);
        }
    }
}

#define UNROLL _Pragma("clang loop unroll(full)")

/// One group times two vectors of columns; octets lie `step` bytes apart.
TARGET static void multiply_tile(const uint8_t *columns, size_t step, size_t octets,
                                 const uint8_t *selection, uint8_t *accumulators) {
    vector sums[4][2];
    UNROLL for (size_t q = 0; q < 4; q++) {
        sums[q][0] = LOAD(accumulators + q * step);
        sums[q][1] = LOAD(accumulators + q * step + VECTOR_BYTES);
    }
    for (size_t octet = 0; octet < octets; octet++) {
        const uint8_t *tables = selection + octet * OCTET_BYTES;
        UNROLL for (size_t v = 0; v < 2; v++) {
            vector data = LOAD(columns + octet * step + v * VECTOR_BYTES);
            vector low = LOW(data), high = HIGH(data);
            UNROLL for (size_t q = 0; q < 4; q++) {
                vector sum = XOR(LOOKUP(TABLE(tables + 32 * q), low),
                                 LOOKUP(TABLE(tables + 32 * q + 16), high));
                sums[q][v] = XOR(sums[q][v], sum);
            }
        }
    }
    UNROLL for (size_t q = 0; q < 4; q++) {
        STORE(accumulators + q * step, sums[q][0]);
        STORE(accumulators + q * step + VECTOR_BYTES, sums[q][1]);
    }
}

static void multiply(const uint8_t *block, size_t octets, size_t packed_bytes,
                     const uint8_t *selection, size_t queries, uint8_t *accumulators) {
    size_t groups = pr_groups(queries);
    for (size_t byte = 0; byte < packed_bytes; byte += PR_STRIP_BYTES) {
        const uint8_t *strip = block + 8 * byte * octets;
        uint8_t *sums = accumulators + byte * groups * PR_GROUP;
        size_t width = packed_bytes - byte < PR_STRIP_BYTES ? 16 : PR_STRIP_BYTES;
        size_t following = packed_bytes - byte > width ? 8 * width * octets : 0;
        for (size_t group = 0; group < groups; group++) {
            pr_prefetch_part(strip + 8 * width * octets, following, group, groups);
            for (size_t column = 0; column < 8 * width; column += 2 * VECTOR_BYTES) {
                multiply_tile(strip + column, 8 * width, octets,
                              selection + group * PR_BLOCK_OCTETS * OCTET_BYTES,
                              sums + group * width * PR_GROUP + column);
            }
        }
    }
}
