// The product with GFNI on 256-bit vectors, over the octet layout: for processors that have GFNI
// and AVX2 but no AVX-512.
//
// A tile is 32 queries times 8 bytes of each record: 8 accumulators, 4 matrices, 2 vectors of
// records fill the 16 registers.
//
// Constant time: no branch and no address depends on selection bits.
#if defined(__x86_64__)
#include <immintrin.h>

#include "kernel.h"
#include "octets.h"
#include "selection_avx2.h"
#include <string.h>

#define TARGET __attribute__((target("avx2,gfni")))

TARGET static inline __m256i matrix_at(const uint8_t *selection) {
    uint64_t matrix;
    memcpy(&matrix, selection, 8);
    return _mm256_set1_epi64x((long long)matrix);
}

#define AFFINE(data, matrix) _mm256_gf2p8affine_epi64_epi8(data, matrix, 0)
#define LOAD(from) _mm256_load_si256((const __m256i *)(from))

/// One group times 64 columns, which lie `step` bytes apart in the strip.
TARGET static void multiply_tile(const uint8_t *columns, size_t step, size_t octets,
                                 const uint8_t *selection, uint8_t *accumulators) {
    __m256i sums[4][2];
#pragma clang loop unroll(full)
    for (size_t q = 0; q < 4; q++) {
        sums[q][0] = LOAD(accumulators + q * step);
        sums[q][1] = LOAD(accumulators + q * step + 32);
    }
    for (size_t octet = 0; octet < octets; octet++) {
        __m256i low = LOAD(columns + octet * step), high = LOAD(columns + octet * step + 32);
#pragma clang loop unroll(full)
        for (size_t q = 0; q < 4; q++) {
            __m256i matrix = matrix_at(selection + octet * PR_GROUP + 8 * q);
            sums[q][0] = _mm256_xor_si256(sums[q][0], AFFINE(low, matrix));
            sums[q][1] = _mm256_xor_si256(sums[q][1], AFFINE(high, matrix));
        }
    }
#pragma clang loop unroll(full)
    for (size_t q = 0; q < 4; q++) {
        _mm256_store_si256((__m256i *)(accumulators + q * step), sums[q][0]);
        _mm256_store_si256((__m256i *)(accumulators + q * step + 32), sums[q][1]);
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
            for (size_t column = 0; column < 8 * width; column += 64) {
                multiply_tile(strip + column, 8 * width, octets,
                              selection + group * PR_SELECTION_BYTES,
                              sums + group * width * PR_GROUP + column);
            }
        }
    }
}

static void finish(const uint8_t *accumulators, size_t groups, size_t packed_bytes,
                   size_t record_bytes, size_t first, size_t count, uint8_t *rows) {
    pr_octets_finish(accumulators, groups, packed_bytes, record_bytes, first, count, rows);
}

static bool available(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("gfni");
}

const pr_kernel pr_kernel_gfni256 = {
    .name = "gfni-avx2",
    .layout = PR_LAYOUT_OCTETS,
    .selection_bytes = PR_SELECTION_BYTES,
    .available = available,
    .pack_selection = pr_pack_selection_avx2,
    .multiply = multiply,
    .finish = finish,
};
#endif
