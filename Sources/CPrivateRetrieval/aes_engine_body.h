// The tree's two steps, written once over `PR_HASH8`, which a file defines before it includes this
// one: H of eight blocks, in the file's own instructions. PR_TARGET names the instructions.

PR_TARGET static void expand_level(const pr_aes_key *key, const pr_block *parents, size_t nodes,
                                   size_t lanes, const pr_block *left, const pr_block *right,
                                   pr_block *children) {
    for (size_t node = 0; node < nodes; node++) {
        const pr_block *parent = parents + node * lanes;
        pr_block *first = children + 2 * node * lanes;
        pr_block *second = first + lanes;
        for (size_t lane = 0; lane < lanes; lane += 8) {
            pr_block seeds[8], hashes[8];
            uint64_t masks[8];
            for (size_t i = 0; i < 8; i++) {
                masks[i] = 0 - (parent[lane + i].low & 1);
                seeds[i] = pr_block_without_control(parent[lane + i]);
            }
            PR_HASH8(key, seeds, hashes);
            for (size_t i = 0; i < 8; i++) {
                first[lane + i] = pr_block_xor(hashes[i], pr_block_and(left[lane + i], masks[i]));
                seeds[i].low |= 1;
            }
            PR_HASH8(key, seeds, hashes);
            for (size_t i = 0; i < 8; i++) {
                second[lane + i] = pr_block_xor(hashes[i], pr_block_and(right[lane + i], masks[i]));
            }
        }
    }
}

PR_TARGET static void expand_leaves(const pr_aes_key *key, const pr_block *leaves, size_t nodes,
                                    size_t lanes, const uint8_t *final, uint8_t *bits,
                                    size_t stride) {
    for (size_t node = 0; node < nodes; node++) {
        for (size_t lane = 0; lane < lanes; lane += 2) {
            pr_block seeds[8], hashes[8];
            uint64_t masks[2];
            for (size_t i = 0; i < 2; i++) {
                pr_block leaf = leaves[node * lanes + lane + i];
                masks[i] = 0 - (leaf.low & 1);
                leaf = pr_block_without_control(leaf);
                for (size_t part = 0; part < 4; part++) {
                    seeds[4 * i + part] = (pr_block){leaf.low ^ part, leaf.high};
                }
            }
            PR_HASH8(key, seeds, hashes);
            for (size_t i = 0; i < 2; i++) {
                uint8_t *out = bits + (lane + i) * stride + node * PR_LEAF_BYTES;
                for (size_t part = 0; part < 4; part++) {
                    const uint8_t *word = final + (lane + i) * PR_LEAF_BYTES + 16 * part;
                    pr_block correction = pr_block_and(pr_block_load(word), masks[i]);
                    pr_block sum = pr_block_xor(hashes[4 * i + part], correction);
                    memcpy(out + 16 * part, &sum, 16);
                }
            }
        }
    }
}
