// Key schedules with AES-NI. The last round's instruction is SubBytes with ShiftRows, and on four
// equal columns ShiftRows does nothing: so it is SubWord, several times faster than the
// instruction made for it.
//
// Constant time: nothing depends on the key.
#ifndef PR_AES_KEY_X86_H
#define PR_AES_KEY_X86_H

#include <immintrin.h>

#include "aes_engine.h"

#define PR_KEY_TARGET __attribute__((target("aes,sse4.1")))

/// Each column XOR all columns before it.
PR_KEY_TARGET static inline __m128i pr_running_xor(__m128i x) {
    x = _mm_xor_si128(x, _mm_slli_si128(x, 4));
    return _mm_xor_si128(x, _mm_slli_si128(x, 8));
}

/// SubWord(RotWord(last column)) XOR constant, in all columns.
PR_KEY_TARGET static inline __m128i pr_rotated_word(__m128i x, int constant) {
    const __m128i rotate = _mm_set1_epi32(0x0c0f0e0d);
    return _mm_aesenclast_si128(_mm_shuffle_epi8(x, rotate), _mm_set1_epi32(constant));
}

/// SubWord(last column), in all columns.
PR_KEY_TARGET static inline __m128i pr_plain_word(__m128i x) {
    return _mm_aesenclast_si128(_mm_shuffle_epi32(x, 0xff), _mm_setzero_si128());
}

PR_KEY_TARGET static inline void pr_aes_expand_key_x86(pr_aes_key *key, const uint8_t *bytes,
                                                       size_t count) {
    __m128i *keys = (__m128i *)key->round_keys;
    __m128i first = _mm_loadu_si128((const __m128i *)bytes);
    int constant = 1;
    keys[0] = first;
    if (count == 16) {
        key->rounds = 10;
        for (size_t i = 1; i <= 10; i++) {
            first = _mm_xor_si128(pr_running_xor(first), pr_rotated_word(first, constant));
            keys[i] = first;
            constant = (constant << 1) ^ (constant >> 7) * 0x11b;
        }
        return;
    }
    __m128i second = _mm_loadu_si128((const __m128i *)(bytes + 16));
    key->rounds = 14;
    keys[1] = second;
    for (size_t i = 2; i <= 14; i += 2) {
        first = _mm_xor_si128(pr_running_xor(first), pr_rotated_word(second, constant));
        keys[i] = first;
        constant <<= 1;
        if (i == 14) { break; }
        second = _mm_xor_si128(pr_running_xor(second), pr_plain_word(first));
        keys[i + 1] = second;
    }
}

#endif
