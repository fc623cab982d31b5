// AES with VAES on 512-bit vectors, four blocks an instruction.
//
// Constant time: seeds and pad keys are secrets of a client towards everyone but this server. No
// branch and no address depends on them.
#if defined(__x86_64__)
#include <immintrin.h>

#include "aes_key_x86.h"

#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,vaes,aes")))
#define INLINE TARGET static inline __attribute__((always_inline))

INLINE __m512i round_key(const pr_aes_key *key, unsigned round) {
    return _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)key->round_keys[round]));
}

/// Encrypts `count` vectors, a constant wherever it is called, under `rounds` rounds.
INLINE void encrypt(const pr_aes_key *key, unsigned rounds, __m512i *vectors, int count) {
    for (int i = 0; i < count; i++) {
        vectors[i] = _mm512_xor_si512(vectors[i], round_key(key, 0));
    }
    for (unsigned round = 1; round < rounds; round++) {
        __m512i each = round_key(key, round);
        for (int i = 0; i < count; i++) { vectors[i] = _mm512_aesenc_epi128(vectors[i], each); }
    }
    __m512i last = round_key(key, rounds);
    for (int i = 0; i < count; i++) { vectors[i] = _mm512_aesenclast_epi128(vectors[i], last); }
}

/// All ones in each 128-bit lane whose lowest bit is set.
INLINE __m512i control_mask(__m512i blocks) {
    __m512i low = _mm512_shuffle_epi32(blocks, _MM_PERM_BABA);
    return _mm512_srai_epi64(_mm512_slli_epi64(low, 63), 63);
}

/// H(seed | bit) corrected, for 4 * `vectors` lanes.
INLINE void children(const pr_aes_key *key, const pr_block *parents, const pr_block *left,
                     const pr_block *right, pr_block *first, pr_block *second, int vectors) {
    const __m512i control = _mm512_broadcast_i32x4(_mm_set_epi64x(0, 1));
    __m512i states[8];
    for (int i = 0; i < vectors; i++) {
        __m512i parent = _mm512_loadu_si512(parents + 4 * i);
        states[2 * i] = _mm512_andnot_si512(control, parent);
        states[2 * i + 1] = _mm512_or_si512(control, parent);
    }
    encrypt(key, 10, states, 2 * vectors);
    for (int i = 0; i < vectors; i++) {
        __m512i parent = _mm512_loadu_si512(parents + 4 * i);
        __m512i mask = control_mask(parent);
        __m512i words[2] = {_mm512_loadu_si512(left + 4 * i), _mm512_loadu_si512(right + 4 * i)};
        __m512i seeds[2] = {_mm512_andnot_si512(control, parent),
                            _mm512_or_si512(control, parent)};
        pr_block *targets[2] = {first + 4 * i, second + 4 * i};
        for (int child = 0; child < 2; child++) {
            __m512i correction = _mm512_and_si512(words[child], mask);
            __m512i sum = _mm512_ternarylogic_epi64(states[2 * i + child], seeds[child],
                                                    correction, 0x96);
            _mm512_storeu_si512(targets[child], sum);
        }
    }
}

TARGET static void expand_level(const pr_aes_key *key, const pr_block *parents, size_t nodes,
                                size_t lanes, const pr_block *left, const pr_block *right,
                                pr_block *out) {
    for (size_t node = 0; node < nodes; node++) {
        const pr_block *parent = parents + node * lanes;
        pr_block *first = out + 2 * node * lanes, *second = first + lanes;
        size_t lane = 0;
        for (; lane + 16 <= lanes; lane += 16) {
            children(key, parent + lane, left + lane, right + lane, first + lane, second + lane, 4);
        }
        for (; lane < lanes; lane += 8) {
            children(key, parent + lane, left + lane, right + lane, first + lane, second + lane, 2);
        }
    }
}

TARGET static void expand_leaves(const pr_aes_key *key, const pr_block *leaves, size_t nodes,
                                 size_t lanes, const uint8_t *final, uint8_t *bits,
                                 size_t stride) {
    const __m512i control = _mm512_broadcast_i32x4(_mm_set_epi64x(0, 1));
    const __m512i parts = _mm512_set_epi64(0, 3, 0, 2, 0, 1, 0, 0);
    for (size_t node = 0; node < nodes; node++) {
        for (size_t lane = 0; lane < lanes; lane += 8) {
            const pr_block *leaf = leaves + node * lanes + lane;
            __m512i states[8];
            for (int i = 0; i < 8; i++) {
                __m512i seed = _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)(leaf + i)));
                states[i] = _mm512_xor_si512(_mm512_andnot_si512(control, seed), parts);
            }
            encrypt(key, 10, states, 8);
            for (int i = 0; i < 8; i++) {
                __m512i seed = _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)(leaf + i)));
                __m512i input = _mm512_xor_si512(_mm512_andnot_si512(control, seed), parts);
                size_t query = lane + (size_t)i;
                __m512i word = _mm512_loadu_si512(final + query * PR_LEAF_BYTES);
                __m512i correction = _mm512_and_si512(word, control_mask(seed));
                __m512i sum = _mm512_ternarylogic_epi64(states[i], input, correction, 0x96);
                _mm512_storeu_si512(bits + query * stride + node * PR_LEAF_BYTES, sum);
            }
        }
    }
}

/// The counter blocks `first` to `first + 3`.
INLINE __m512i counters(uint64_t first) {
    const __m512i reversed = _mm512_broadcast_i32x4(
        _mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    const __m512i steps = _mm512_set_epi64(3, 0, 2, 0, 1, 0, 0, 0);
    __m512i numbers = _mm512_maskz_add_epi64(0xaa, steps, _mm512_set1_epi64((long long)first));
    return _mm512_shuffle_epi8(numbers, reversed);
}

TARGET static void apply_pad(const pr_aes_key *key, uint8_t *data, size_t count) {
    size_t offset = 0;
    for (; offset + 512 <= count; offset += 512) {
        __m512i states[8];
        for (int i = 0; i < 8; i++) { states[i] = counters(offset / 16 + 4 * (uint64_t)i); }
        encrypt(key, key->rounds, states, 8);
        for (int i = 0; i < 8; i++) {
            uint8_t *target = data + offset + 64 * i;
            _mm512_storeu_si512(target, _mm512_xor_si512(_mm512_loadu_si512(target), states[i]));
        }
    }
    for (; offset < count; offset += 64) {
        size_t length = count - offset < 64 ? count - offset : 64;
        __mmask64 present = ~(uint64_t)0 >> (64 - length);
        __m512i state = counters(offset / 16);
        encrypt(key, key->rounds, &state, 1);
        __m512i old = _mm512_maskz_loadu_epi8(present, data + offset);
        _mm512_mask_storeu_epi8(data + offset, present, _mm512_xor_si512(old, state));
    }
}

TARGET static void expand_key(pr_aes_key *key, const uint8_t *bytes, size_t count) {
    pr_aes_expand_key_x86(key, bytes, count);
}

static bool available(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("vaes") && __builtin_cpu_supports("aes");
}

const pr_aes_engine pr_aes_vaes512 = {
    .name = "vaes512",
    .available = available,
    .expand_key = expand_key,
    .expand_level = expand_level,
    .expand_leaves = expand_leaves,
    .apply_pad = apply_pad,
};
#endif
