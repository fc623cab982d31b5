// Eight queries' bits over 32 octets are an 8 x 32 byte matrix: three rounds of interleaving
// transpose it.
//
// Constant time: nothing depends on selection bits.
#if defined(__x86_64__)
#include "selection_avx2.h"

#include <immintrin.h>
#include <string.h>

#include "dpf_tree.h"

#define TARGET __attribute__((target("avx2")))

TARGET static void pack_eight(const uint8_t *bits, size_t stride, size_t octets, uint8_t *out) {
    __m256i a[8], b[8];
    for (size_t i = 0; i < 8; i++) {
        a[i] = _mm256_loadu_si256((const __m256i *)(bits + (7 - i) * stride));
    }
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
    _Alignas(32) uint64_t matrices[8][4];
    for (size_t k = 0; k < 4; k++) {
        _mm256_store_si256((__m256i *)matrices[2 * k], _mm256_unpacklo_epi32(a[k], a[k + 4]));
        _mm256_store_si256((__m256i *)matrices[2 * k + 1], _mm256_unpackhi_epi32(a[k], a[k + 4]));
    }
    for (size_t octet = 0; octet < octets; octet++) {
        // Octet 16 L + 2 k + h lies in vector k, lane L, half h.
        uint64_t matrix = matrices[octet % 16 / 2][octet / 16 * 2 + octet % 2];
        memcpy(out + octet * PR_GROUP, &matrix, 8);
    }
}

void pr_pack_selection_avx2(const uint8_t *bits, size_t stride, size_t octets, uint8_t *selection) {
    for (size_t first = 0; first < octets; first += 32) {
        // Rows of bits are whole leaves of 64 bytes: there is always something to read.
        size_t count = octets - first < 32 ? octets - first : 32;
        for (size_t eight = 0; eight < PR_GROUP / 8; eight++) {
            pack_eight(bits + first + 8 * eight * stride, stride, count,
                       selection + first * PR_GROUP + 8 * eight);
        }
    }
}
#endif
