// The octet layout packed with AVX-512 and GFNI: eight records' 64 bytes are an 8 x 8 matrix of
// quadwords; transposed, each vector holds eight bytes of each of eight records, and an affine
// instruction with the unit vectors as data and the records as matrix turns bytes into columns.
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "octet_packer.h"
#include "octets.h"
#include "transpose_avx512.h"

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,gfni")))

/// Byte 8 j + (7 - r) from byte 8 r + j: bytes by record, as the rows of a matrix.
TARGET static inline __m512i matrices_of(__m512i quadwords) {
    const __m512i order = _mm512_set_epi8(
        7, 15, 23, 31, 39, 47, 55, 63, 6, 14, 22, 30, 38, 46, 54, 62, 5, 13, 21, 29, 37, 45, 53, 61,
        4, 12, 20, 28, 36, 44, 52, 60, 3, 11, 19, 27, 35, 43, 51, 59, 2, 10, 18, 26, 34, 42, 50, 58,
        1, 9, 17, 25, 33, 41, 49, 57, 0, 8, 16, 24, 32, 40, 48, 56);
    return _mm512_permutexvar_epi8(order, quadwords);
}

/// Up to 64 bytes of the `present` records of one octet.
TARGET static inline void pack_piece(uint8_t *block, size_t octets, size_t packed, size_t octet,
                                     size_t byte, const uint8_t *rows, size_t record_bytes,
                                     size_t present) {
    const __m512i units = _mm512_set1_epi64((long long)0x8040201008040201u);
    size_t length = record_bytes - byte < 64 ? record_bytes - byte : 64;
    __mmask64 mask = ~(uint64_t)0 >> (64 - length);
    __m512i records[8];
    for (size_t i = 0; i < 8; i++) {
        records[i] = i < present ? _mm512_maskz_loadu_epi8(mask, rows + i * record_bytes + byte)
                                 : _mm512_setzero_si512();
    }
    pr_transpose_quadwords(records);
    for (size_t i = 0; i < 8 && byte + 8 * i < packed; i++) {
        uint8_t *columns = block + pr_octet_offset(octets, packed, octet, byte + 8 * i);
        __m512i matrices = matrices_of(records[i]);
        _mm512_store_si512(columns, _mm512_gf2p8affine_epi64_epi8(units, matrices, 0));
    }
}

/// Octets that are packed together, so that the writes to a strip follow each other.
#define RUN 4

TARGET static void pack(uint8_t *block, size_t block_records, size_t record_bytes, size_t first,
                        size_t count, const uint8_t *rows) {
    size_t octets = (block_records + 7) / 8, packed = pr_packed_record_bytes(record_bytes);
    for (size_t done = 0; done < count; done += 8 * RUN) {
        size_t end = count - done < 8 * RUN ? count : done + 8 * RUN;
        for (size_t byte = 0; byte < record_bytes; byte += 64) {
            for (size_t row = done; row < end; row += 8) {
                size_t present = count - row < 8 ? count - row : 8;
                pack_piece(block, octets, packed, (first + row) / 8, byte,
                           rows + row * record_bytes, record_bytes, present);
            }
        }
    }
}

TARGET static void set(uint8_t *block, size_t block_records, size_t record_bytes, size_t index,
                       const uint8_t *row) {
    size_t octets = (block_records + 7) / 8, packed = pr_packed_record_bytes(record_bytes);
    const __m512i bit = _mm512_set1_epi8((char)(1 << (index % 8)));
    for (size_t byte = 0; byte < record_bytes; byte += 8) {
        uint64_t bits = 0;
        memcpy(&bits, row + byte, record_bytes - byte < 8 ? record_bytes - byte : 8);
        uint8_t *place = block + pr_octet_offset(octets, packed, index / 8, byte);
        __m512i others = _mm512_andnot_si512(bit, _mm512_load_si512(place));
        _mm512_store_si512(place, _mm512_mask_add_epi8(others, bits, others, bit));
    }
}

static bool available(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi")
        && __builtin_cpu_supports("gfni");
}

const pr_octet_packer pr_octet_packer_avx512 = {"avx512", available, pack, set};
#endif
