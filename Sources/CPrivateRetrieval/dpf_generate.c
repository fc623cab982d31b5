// Generation of a point function (Boyle, Gilboa, Ishai: Function Secret Sharing: Improvements and
// Extensions, CCS 2016, figure 1), with the tree cut off at leaves of 512 bits.
//
// Constant time: runs in the client; branches and addresses do not depend on roots or target.
#include "aes_engine.h"
#include "dpf_corrections.h"
#include "erase.h"

/// `a` where mask is all ones, `b` where it is zero.
static pr_block chosen(uint64_t mask, pr_block a, pr_block b) {
    return pr_block_xor(b, pr_block_and(pr_block_xor(a, b), mask));
}

typedef struct {
    pr_aes_key key;
    const pr_aes_engine *engine;
    /// Lanes 0 and 1 are the two servers; engines want eight.
    _Alignas(64) pr_block parents[8], children[16], zero[8];
} pr_generator;

/// One level: the correction word that makes the two servers agree everywhere but on the path.
static void descend(pr_generator *generator, uint64_t bit, uint8_t *word, uint8_t *right_bit,
                    unsigned level) {
    pr_block *node = generator->parents;
    uint64_t go_right = 0 - bit;
    uint64_t masks[2] = {0 - (node[0].low & 1), 0 - (node[1].low & 1)};
    generator->engine->expand_level(&generator->key, node, 1, 8, generator->zero, generator->zero,
                                    generator->children);
    const pr_block *left = generator->children, *right = generator->children + 8;
    pr_block both_left = pr_block_xor(left[0], left[1]);
    pr_block both_right = pr_block_xor(right[0], right[1]);

    uint64_t left_control = (both_left.low & 1) ^ bit ^ 1;
    uint64_t right_control = (both_right.low & 1) ^ bit;
    pr_block seed = pr_block_without_control(chosen(go_right, both_left, both_right));
    pr_block left_word = {seed.low | left_control, seed.high};
    pr_block right_word = {seed.low | right_control, seed.high};

    memcpy(word, &left_word, 16);
    *right_bit |= (uint8_t)(right_control << (level % 8));
    for (int server = 0; server < 2; server++) {
        pr_block kept = chosen(go_right, right[server], left[server]);
        pr_block correction = chosen(go_right, right_word, left_word);
        node[server] = pr_block_xor(kept, pr_block_and(correction, masks[server]));
    }
}

void pr_dpf_generate(const uint8_t *tweak, const uint8_t *root0, const uint8_t *root1,
                     size_t target, size_t records, uint8_t *corrections) {
    unsigned depth = pr_dpf_depth(records);
    size_t leaf = target / PR_LEAF_RECORDS, position = target % PR_LEAF_RECORDS;
    uint8_t *bits = corrections + 16 * depth;
    uint8_t *last = bits + (depth + 7) / 8;
    pr_generator generator;
    uint8_t outputs[8 * PR_LEAF_BYTES], none[8 * PR_LEAF_BYTES];

    memset(&generator, 0, sizeof generator);
    memset(none, 0, sizeof none);
    memset(bits, 0, (depth + 7) / 8);
    generator.engine = pr_aes_engine_at(0);
    generator.engine->expand_key(&generator.key, tweak, 16);
    generator.parents[0] = pr_block_without_control(pr_block_load(root0));
    generator.parents[1] = pr_block_without_control(pr_block_load(root1));
    generator.parents[1].low |= 1;

    for (unsigned level = 0; level < depth; level++) {
        uint64_t bit = (leaf >> (depth - 1 - level)) & 1;
        descend(&generator, bit, corrections + 16 * level, bits + level / 8, level);
    }
    generator.engine->expand_leaves(&generator.key, generator.parents, 1, 8, none, outputs,
                                    PR_LEAF_BYTES);
    for (size_t i = 0; i < PR_LEAF_BYTES; i++) {
        size_t different = i ^ (position / 8);
        uint8_t here = (uint8_t)((different - 1) >> (8 * sizeof different - 1));
        last[i] = outputs[i] ^ outputs[PR_LEAF_BYTES + i] ^ (uint8_t)(here << (position % 8));
    }
    pr_erase(&generator, sizeof generator);
    pr_erase(outputs, sizeof outputs);
}
