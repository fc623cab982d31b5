// AES in plain C, eight blocks at a time in bit planes, for processors without AES instructions:
// plane b holds bit b of all bytes, byte p of a plane that of byte p of the eight blocks.
//
// Constant time: seeds and pad keys are secrets of a client towards everyone but this server. No
// branch and no address depends on them.
#include "aes_key.h"
#include "aes_sbox.h"

#define PR_TARGET

typedef uint32_t columns __attribute__((vector_size(16)));

/// Exchanges the bits of `mask` in b with those `shift` above them in a.
static inline void exchange(pr_plane *a, pr_plane *b, int shift, uint8_t mask) {
    pr_plane swap = ((*a >> shift) ^ *b) & mask;
    *b ^= swap;
    *a ^= swap << shift;
}

/// Eight blocks to eight planes, and back.
static void transpose(pr_plane x[8]) {
    for (int i = 0; i < 8; i += 2) { exchange(&x[i], &x[i + 1], 1, 0x55); }
    for (int i = 0; i < 2; i++) {
        exchange(&x[i], &x[i + 2], 2, 0x33);
        exchange(&x[i + 4], &x[i + 6], 2, 0x33);
    }
    for (int i = 0; i < 4; i++) { exchange(&x[i], &x[i + 4], 4, 0x0f); }
}

static inline pr_plane shifted_rows(pr_plane x) {
    return __builtin_shufflevector(x, x, 0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11);
}

/// Each byte replaced by the one `count` further down in its column.
static inline pr_plane rotated(pr_plane x, int count) {
    columns each = (columns)x;
    return (pr_plane)((each >> (8 * count)) | (each << (32 - 8 * count)));
}

static void mix_columns(pr_plane x[8]) {
    pr_plane doubled[8], rest[8];
    for (int b = 0; b < 8; b++) {
        pr_plane next = rotated(x[b], 1);
        doubled[b] = x[b] ^ next;
        rest[b] = next ^ rotated(doubled[b], 2);
    }
    pr_plane carry = doubled[7];
    x[0] = rest[0] ^ carry;
    for (int b = 1; b < 8; b++) { x[b] = rest[b] ^ doubled[b - 1]; }
    x[1] ^= carry;
    x[3] ^= carry;
    x[4] ^= carry;
}

static void add_round_key(pr_plane x[8], const uint8_t *round_key) {
    pr_plane key;
    memcpy(&key, round_key, 16);
    for (int b = 0; b < 8; b++) {
        pr_plane bit = (key >> b) & 1;
        x[b] ^= -bit;
    }
}

static void encrypt8(const pr_aes_key *key, pr_plane x[8]) {
    transpose(x);
    add_round_key(x, key->round_keys[0]);
    for (unsigned round = 1; round <= key->rounds; round++) {
        pr_planes_substitute(x);
        for (int b = 0; b < 8; b++) { x[b] = shifted_rows(x[b]); }
        if (round < key->rounds) { mix_columns(x); }
        add_round_key(x, key->round_keys[round]);
    }
    transpose(x);
}

static void hash8(const pr_aes_key *key, const pr_block *in, pr_block *out) {
    pr_plane x[8], inputs[8];
    memcpy(inputs, in, sizeof inputs);
    memcpy(x, inputs, sizeof x);
    encrypt8(key, x);
    for (int i = 0; i < 8; i++) { x[i] ^= inputs[i]; }
    memcpy(out, x, sizeof x);
}

#define PR_HASH8(key, in, out) hash8(key, in, out)
#include "aes_engine_body.h"

static void apply_pad(const pr_aes_key *key, uint8_t *data, size_t count) {
    for (size_t offset = 0; offset < count; offset += 128) {
        pr_plane pad[8];
        uint8_t bytes[128];
        for (size_t i = 0; i < 8; i++) {
            pr_block counter = {0, __builtin_bswap64(offset / 16 + i)};
            memcpy(&pad[i], &counter, 16);
        }
        encrypt8(key, pad);
        memcpy(bytes, pad, sizeof bytes);
        size_t length = count - offset < 128 ? count - offset : 128;
        for (size_t i = 0; i < length; i++) { data[offset + i] ^= bytes[i]; }
    }
}

static bool available(void) { return true; }

const pr_aes_engine pr_aes_portable = {
    .name = "portable",
    .available = available,
    .expand_key = pr_aes_expand_key,
    .expand_level = expand_level,
    .expand_leaves = expand_leaves,
    .apply_pad = apply_pad,
};
