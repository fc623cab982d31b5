// AES in plain C, for processors without AES instructions.
//
// Constant time: seeds and pad keys are secrets of a client towards everyone but this server. No
// branch and no address depends on them; the S-box is computed.
#include "aes_key.h"

#define PR_TARGET

static uint32_t mixed(uint32_t column) {
    uint32_t doubled =
        ((column & 0x7f7f7f7fu) << 1) ^ (((column >> 7) & 0x01010101u) * 0x1b);
    uint32_t next = (column >> 8) | (column << 24);
    uint32_t tripled_next = ((doubled >> 8) | (doubled << 24)) ^ next;
    return doubled ^ tripled_next ^ ((column >> 16) | (column << 16))
        ^ ((column >> 24) | (column << 8));
}

static pr_block shifted_rows(pr_block state) {
    uint8_t in[16], out[16];
    memcpy(in, &state, 16);
    for (int i = 0; i < 16; i++) { out[i] = in[(5 * i) & 15]; }
    return pr_block_load(out);
}

static pr_block encrypted(const pr_aes_key *key, pr_block block) {
    pr_block state = pr_block_xor(block, pr_block_load(key->round_keys[0]));
    for (unsigned round = 1; round <= key->rounds; round++) {
        state.low = pr_aes_substitute8(state.low);
        state.high = pr_aes_substitute8(state.high);
        state = shifted_rows(state);
        if (round < key->rounds) {
            uint32_t columns[4];
            memcpy(columns, &state, 16);
            for (int i = 0; i < 4; i++) { columns[i] = mixed(columns[i]); }
            memcpy(&state, columns, 16);
        }
        state = pr_block_xor(state, pr_block_load(key->round_keys[round]));
    }
    return state;
}

static void hash8(const pr_aes_key *key, const pr_block *in, pr_block *out) {
    for (int i = 0; i < 8; i++) { out[i] = pr_block_xor(encrypted(key, in[i]), in[i]); }
}

#define PR_HASH8(key, in, out) hash8(key, in, out)
#include "aes_engine_body.h"

static void apply_pad(const pr_aes_key *key, uint8_t *data, size_t count) {
    for (size_t offset = 0; offset < count; offset += 16) {
        pr_block counter = {0, __builtin_bswap64(offset / 16)};
        pr_block pad = encrypted(key, counter);
        size_t length = count - offset < 16 ? count - offset : 16;
        uint8_t bytes[16];
        memcpy(bytes, &pad, 16);
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
