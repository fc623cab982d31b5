// The octet layout packed with AVX2: three rounds of interleaving bring the bytes of eight records
// side by side, and three rounds of exchanging bits (as in transpose.h) turn them into columns.
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "octet_packer.h"
#include "octets.h"

#define TARGET __attribute__((target("avx2")))

/// Exchanges the bits of `mask` with those `shift` above them, in each quadword.
#define EXCHANGED(x, shift, mask)                                                                  \
    exchanged(x, _mm256_and_si256(_mm256_xor_si256(x, _mm256_srli_epi64(x, shift)),                \
                                  _mm256_set1_epi64x((long long)(mask))),                          \
              shift)

TARGET static inline __m256i exchanged(__m256i x, __m256i swap, int shift) {
    return _mm256_xor_si256(x, _mm256_xor_si256(swap, _mm256_slli_epi64(swap, shift)));
}

TARGET static inline __m256i columns_of(__m256i bytes) {
    bytes = EXCHANGED(bytes, 7, 0x00aa00aa00aa00aau);
    bytes = EXCHANGED(bytes, 14, 0x0000cccc0000ccccu);
    return EXCHANGED(bytes, 28, 0x00000000f0f0f0f0u);
}

/// 32 bytes of each of eight records to 32 quadwords of eight bytes each, at [byte].
TARGET static void interleave(const uint8_t *rows[8], uint64_t quadwords[32]) {
    __m256i a[8], b[8];
    for (size_t i = 0; i < 8; i++) { a[i] = _mm256_loadu_si256((const __m256i *)rows[i]); }
    for (size_t i = 0; i < 4; i++) {
        b[2 * i] = _mm256_unpacklo_epi8(a[2 * i], a[2 * i + 1]);
        b[2 * i + 1] = _mm256_unpackhi_epi8(a[2 * i], a[2 * i + 1]);
    }
    for (size_t i = 0; i < 8; i += 4) {
        for (size_t half = 0; half < 2; half++) {
            a[i + 2 * half] = _mm256_unpacklo_epi16(b[i + half], b[i + half + 2]);
            a[i + 2 * half + 1] = _mm256_unpackhi_epi16(b[i + half], b[i + half + 2]);
        }
    }
    for (size_t k = 0; k < 4; k++) {
        // Bytes 16 L + 4 k to 16 L + 4 k + 3 in lane L.
        __m256i low = columns_of(_mm256_unpacklo_epi32(a[k], a[k + 4]));
        __m256i high = columns_of(_mm256_unpackhi_epi32(a[k], a[k + 4]));
        __m128i *first = (__m128i *)(quadwords + 4 * k), *second = (__m128i *)(quadwords + 16 + 4 * k);
        _mm_storeu_si128(first, _mm256_castsi256_si128(low));
        _mm_storeu_si128(first + 1, _mm256_castsi256_si128(high));
        _mm_storeu_si128(second, _mm256_extracti128_si256(low, 1));
        _mm_storeu_si128(second + 1, _mm256_extracti128_si256(high, 1));
    }
}

TARGET static void pack(uint8_t *block, size_t block_records, size_t record_bytes, size_t first,
                        size_t count, const uint8_t *rows) {
    size_t octets = (block_records + 7) / 8, packed = pr_packed_record_bytes(record_bytes);
    _Alignas(32) uint8_t padded[8][PR_STRIP_BYTES];
    for (size_t done = 0; done < count; done += 8) {
        size_t octet = (first + done) / 8, present = count - done < 8 ? count - done : 8;
        for (size_t byte = 0; byte < record_bytes; byte += PR_STRIP_BYTES) {
            size_t length = record_bytes - byte < PR_STRIP_BYTES ? record_bytes - byte
                                                                 : PR_STRIP_BYTES;
            size_t width = packed - byte < PR_STRIP_BYTES ? packed - byte : PR_STRIP_BYTES;
            const uint8_t *sources[8];
            _Alignas(32) uint64_t quadwords[PR_STRIP_BYTES];
            for (size_t i = 0; i < 8; i++) {
                sources[i] = rows + (done + i) * record_bytes + byte;
                if (i < present && length == PR_STRIP_BYTES) { continue; }
                memset(padded[i], 0, PR_STRIP_BYTES);
                if (i < present) { memcpy(padded[i], sources[i], length); }
                sources[i] = padded[i];
            }
            interleave(sources, quadwords);
            memcpy(block + pr_octet_offset(octets, packed, octet, byte), quadwords, 8 * width);
        }
    }
}

TARGET static void set(uint8_t *block, size_t block_records, size_t record_bytes, size_t index,
                       const uint8_t *row) {
    pr_octet_packer_portable.set(block, block_records, record_bytes, index, row);
}

static bool available(void) { return __builtin_cpu_supports("avx2"); }

const pr_octet_packer pr_octet_packer_avx2 = {"avx2", available, pack, set};
#endif
