// The transpose of an 8 x 8 matrix of quadwords in eight 512-bit vectors.
#ifndef PR_TRANSPOSE_AVX512_H
#define PR_TRANSPOSE_AVX512_H

#include <immintrin.h>

__attribute__((target("avx512f"))) static inline void pr_transpose_quadwords(__m512i rows[8]) {
    __m512i pairs[8], quads[8];
    for (int i = 0; i < 8; i += 2) {
        pairs[i] = _mm512_unpacklo_epi64(rows[i], rows[i + 1]);
        pairs[i + 1] = _mm512_unpackhi_epi64(rows[i], rows[i + 1]);
    }
    for (int i = 0; i < 2; i++) {
        quads[i] = _mm512_shuffle_i64x2(pairs[i], pairs[i + 2], 0x88);
        quads[i + 2] = _mm512_shuffle_i64x2(pairs[i], pairs[i + 2], 0xdd);
        quads[i + 4] = _mm512_shuffle_i64x2(pairs[i + 4], pairs[i + 6], 0x88);
        quads[i + 6] = _mm512_shuffle_i64x2(pairs[i + 4], pairs[i + 6], 0xdd);
    }
    for (int i = 0; i < 4; i++) {
        // quads[i] holds the columns i and i + 4 of rows 0 to 3, quads[i + 4] of rows 4 to 7.
        rows[i] = _mm512_shuffle_i64x2(quads[i], quads[i + 4], 0x88);
        rows[i + 4] = _mm512_shuffle_i64x2(quads[i], quads[i + 4], 0xdd);
    }
}

#endif
