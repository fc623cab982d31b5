// The product with GFNI on 512-bit vectors, over the octet layout.
//
// One affine instruction multiplies an 8 x 8 bit matrix (the selection bits of eight queries over
// eight records, one quadword) with 64 columns of those records. A tile is 32 queries times 32
// bytes of each record: 16 accumulators; two octets a step make 32 affine and 16 three-way XOR.
//
// Constant time: no branch and no address depends on selection bits.
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "kernel.h"
#include "octets.h"
#include "transpose_avx512.h"

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,gfni")))

/// Eight queries' bits over 64 octets at `bits` to their matrices: octet 16 L + 2 k + h in vector
/// k, lane L, half h; query i in byte 7 - i, as the affine instruction numbers its rows.
TARGET static inline void matrices_of(const uint8_t *bits, size_t stride, __m512i out[8]) {
    __m512i a[8], b[8];
    for (size_t i = 0; i < 8; i++) { a[i] = _mm512_loadu_si512(bits + (7 - i) * stride); }
    for (size_t i = 0; i < 4; i++) {
        b[2 * i] = _mm512_unpacklo_epi8(a[2 * i], a[2 * i + 1]);
        b[2 * i + 1] = _mm512_unpackhi_epi8(a[2 * i], a[2 * i + 1]);
    }
    for (size_t i = 0; i < 8; i += 4) {
        for (size_t half = 0; half < 2; half++) {
            a[i + 2 * half] = _mm512_unpacklo_epi16(b[i + half], b[i + half + 2]);
            a[i + 2 * half + 1] = _mm512_unpackhi_epi16(b[i + half], b[i + half + 2]);
        }
    }
    for (size_t k = 0; k < 4; k++) {
        out[2 * k] = _mm512_unpacklo_epi32(a[k], a[k + 4]);
        out[2 * k + 1] = _mm512_unpackhi_epi32(a[k], a[k + 4]);
    }
}

/// The matrices of 32 queries for octets 16 L + 2 k and 16 L + 2 k + 1, for each lane L, side by
/// side: 64 bytes at out + 32 (16 L + 2 k).
TARGET static inline void store_pairs(__m512i a, __m512i b, __m512i c, __m512i d, uint8_t *out) {
    __m512i even_low = _mm512_unpacklo_epi64(a, b), even_high = _mm512_unpacklo_epi64(c, d);
    __m512i odd_low = _mm512_unpackhi_epi64(a, b), odd_high = _mm512_unpackhi_epi64(c, d);
    // A 4 x 4 transpose of lanes.
    __m512i even01 = _mm512_shuffle_i64x2(even_low, even_high, 0x44);
    __m512i even23 = _mm512_shuffle_i64x2(even_low, even_high, 0xee);
    __m512i odd01 = _mm512_shuffle_i64x2(odd_low, odd_high, 0x44);
    __m512i odd23 = _mm512_shuffle_i64x2(odd_low, odd_high, 0xee);
    _mm512_store_si512(out, _mm512_shuffle_i64x2(even01, odd01, 0x88));
    _mm512_store_si512(out + 512, _mm512_shuffle_i64x2(even01, odd01, 0xdd));
    _mm512_store_si512(out + 1024, _mm512_shuffle_i64x2(even23, odd23, 0x88));
    _mm512_store_si512(out + 1536, _mm512_shuffle_i64x2(even23, odd23, 0xdd));
}

/// Works on whole leaves of 64 octets: rows of bits and the packed group have room for them.
TARGET static void pack_selection(const uint8_t *bits, size_t stride, size_t octets,
                                  uint8_t *selection) {
    for (size_t first = 0; first < octets; first += 64) {
        __m512i matrices[PR_GROUP / 8][8];
        for (size_t eight = 0; eight < PR_GROUP / 8; eight++) {
            matrices_of(bits + first + 8 * eight * stride, stride, matrices[eight]);
        }
        for (size_t k = 0; k < 8; k++) {
            store_pairs(matrices[0][k], matrices[1][k], matrices[2][k], matrices[3][k],
                        selection + PR_GROUP * (first + 2 * k));
        }
    }
}

TARGET static inline __m512i matrix_at(const uint8_t *selection) {
    uint64_t matrix;
    memcpy(&matrix, selection, 8);
    return _mm512_set1_epi64((long long)matrix);
}

#define AFFINE(data, matrix) _mm512_gf2p8affine_epi64_epi8(data, matrix, 0)
#define XOR3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)
#define UNROLL _Pragma("clang loop unroll(full)")

/// EIGHTS times eight queries times one strip of 64 * VECTORS columns. Written as a macro so that
/// the accumulators are registers for each shape.
#define MULTIPLY_TILE(NAME, EIGHTS, VECTORS)                                                       \
    TARGET static void NAME(const uint8_t *strip, size_t octets, const uint8_t *selection,         \
                            uint8_t *accumulators) {                                               \
        __m512i sums[EIGHTS][VECTORS];                                                             \
        UNROLL for (int q = 0; q < EIGHTS; q++) {                                                  \
            UNROLL for (int v = 0; v < VECTORS; v++) {                                             \
                sums[q][v] = _mm512_load_si512(accumulators + 64 * (q * VECTORS + v));             \
            }                                                                                      \
        }                                                                                          \
        size_t octet = 0;                                                                          \
        for (; octet + 2 <= octets; octet += 2) {                                                  \
            const uint8_t *data = strip + octet * 64 * VECTORS;                                    \
            const uint8_t *matrices = selection + octet * PR_GROUP;                                \
            __m512i even[EIGHTS], odd[EIGHTS];                                                     \
            UNROLL for (int q = 0; q < EIGHTS; q++) {                                              \
                even[q] = matrix_at(matrices + 8 * q);                                             \
                odd[q] = matrix_at(matrices + PR_GROUP + 8 * q);                                   \
            }                                                                                      \
            UNROLL for (int v = 0; v < VECTORS; v++) {                                             \
                __m512i first = _mm512_load_si512(data + 64 * v);                                  \
                __m512i second = _mm512_load_si512(data + 64 * (VECTORS + v));                     \
                UNROLL for (int q = 0; q < EIGHTS; q++) {                                          \
                    sums[q][v] =                                                                   \
                        XOR3(sums[q][v], AFFINE(first, even[q]), AFFINE(second, odd[q]));          \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
        if (octet < octets) {                                                                      \
            UNROLL for (int v = 0; v < VECTORS; v++) {                                             \
                __m512i data = _mm512_load_si512(strip + 64 * (octet * VECTORS + (size_t)v));      \
                UNROLL for (int q = 0; q < EIGHTS; q++) {                                          \
                    __m512i matrix = matrix_at(selection + octet * PR_GROUP + 8 * q);              \
                    sums[q][v] = _mm512_xor_si512(sums[q][v], AFFINE(data, matrix));               \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
        UNROLL for (int q = 0; q < EIGHTS; q++) {                                                  \
            UNROLL for (int v = 0; v < VECTORS; v++) {                                             \
                _mm512_store_si512(accumulators + 64 * (q * VECTORS + v), sums[q][v]);             \
            }                                                                                      \
        }                                                                                          \
    }

MULTIPLY_TILE(multiply_wide, 4, 4)
MULTIPLY_TILE(multiply_narrow, 4, 2)
// For the last group, if it holds eight queries at most: a scan for a few queries is bound by
// memory then, not by work for queries that are not there.
MULTIPLY_TILE(multiply_few_wide, 1, 4)
MULTIPLY_TILE(multiply_few_narrow, 1, 2)

static void multiply(const uint8_t *block, size_t octets, size_t packed_bytes,
                     const uint8_t *selection, size_t queries, uint8_t *accumulators) {
    size_t groups = pr_groups(queries);
    for (size_t byte = 0; byte < packed_bytes; byte += PR_STRIP_BYTES) {
        const uint8_t *strip = block + 8 * byte * octets;
        uint8_t *sums = accumulators + byte * groups * PR_GROUP;
        size_t width = packed_bytes - byte < PR_STRIP_BYTES ? 16 : PR_STRIP_BYTES;
        bool wide = width == PR_STRIP_BYTES;
        size_t following = packed_bytes - byte > width ? 8 * width * octets : 0;
        for (size_t group = 0; group < groups; group++) {
            pr_prefetch_part(strip + 8 * width * octets, following, group, groups);
            const uint8_t *matrices = selection + group * PR_SELECTION_BYTES;
            uint8_t *tile = sums + group * width * PR_GROUP;
            if (queries - group * PR_GROUP <= 8) {
                (wide ? multiply_few_wide : multiply_few_narrow)(strip, octets, matrices, tile);
            } else {
                (wide ? multiply_wide : multiply_narrow)(strip, octets, matrices, tile);
            }
        }
    }
}

/// Eight accumulated columns a quadword, one query a bit, to eight bytes of each of eight rows.
TARGET static inline __m512i rows_of_columns(__m512i columns) {
    const __m512i units = _mm512_set1_epi64((long long)0x8040201008040201u);
    // The affine instruction numbers the rows of its matrix from byte 7 down.
    const __m512i reversed = _mm512_set_epi8(
        56, 57, 58, 59, 60, 61, 62, 63, 48, 49, 50, 51, 52, 53, 54, 55, 40, 41, 42, 43, 44, 45, 46,
        47, 32, 33, 34, 35, 36, 37, 38, 39, 24, 25, 26, 27, 28, 29, 30, 31, 16, 17, 18, 19, 20, 21,
        22, 23, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    // Byte 8 i + k from byte 8 k + i.
    const __m512i transposed = _mm512_set_epi8(
        63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5,
        60, 52, 44, 36, 28, 20, 12, 4, 59, 51, 43, 35, 27, 19, 11, 3, 58, 50, 42, 34, 26, 18, 10, 2,
        57, 49, 41, 33, 25, 17, 9, 1, 56, 48, 40, 32, 24, 16, 8, 0);
    __m512i matrices = _mm512_permutexvar_epi8(reversed, columns);
    return _mm512_permutexvar_epi8(transposed, AFFINE(units, matrices));
}

/// Sixty-four bytes of each of eight rows at a time.
TARGET static void finish(const uint8_t *accumulators, size_t groups, size_t packed_bytes,
                          size_t record_bytes, size_t first, size_t count, uint8_t *rows) {
    for (size_t eight = 0; eight < count; eight += 8) {
        size_t present = count - eight < 8 ? count - eight : 8;
        for (size_t byte = 0; byte < record_bytes; byte += 64) {
            size_t length = record_bytes - byte < 64 ? record_bytes - byte : 64;
            __mmask64 mask = ~(uint64_t)0 >> (64 - length);
            __m512i parts[8];
            for (size_t i = 0; i < 8; i++) {
                // Past the end of a short record the last columns are read again.
                size_t at = byte + 8 * i < packed_bytes ? byte + 8 * i : packed_bytes - 8;
                size_t offset = pr_accumulator_offset(groups, packed_bytes, first + eight, at);
                parts[i] = rows_of_columns(_mm512_load_si512(accumulators + offset));
            }
            pr_transpose_quadwords(parts);
            for (size_t i = 0; i < present; i++) {
                _mm512_mask_storeu_epi8(rows + (eight + i) * record_bytes + byte, mask, parts[i]);
            }
        }
    }
}

static bool available(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi")
        && __builtin_cpu_supports("gfni");
}

const pr_kernel pr_kernel_gfni512 = {
    .name = "gfni-avx512",
    .layout = PR_LAYOUT_OCTETS,
    .selection_bytes = PR_SELECTION_BYTES,
    .available = available,
    .pack_selection = pack_selection,
    .multiply = multiply,
    .finish = finish,
};
#endif
