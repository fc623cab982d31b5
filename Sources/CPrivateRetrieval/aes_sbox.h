// AES's SubBytes on bit planes: plane b holds bit b of 128 bytes.
//
// Inversion in GF(2^8) is done in the tower GF((2^4)^2) with y^2 = y + nu, nu = x^3 + x, over
// GF(2^4) = GF(2)[x]/(x^4 + x + 1): (h y + l)^-1 = (h y + h + l) / (h^2 nu + h l + l^2). The linear
// maps into the tower and back (the latter joined with AES's affine map) are written out.
//
// Constant time: a circuit.
#ifndef PR_AES_SBOX_H
#define PR_AES_SBOX_H

#include <stdint.h>

/// 128 bits, a vector register where there is one.
typedef uint8_t pr_plane __attribute__((vector_size(16)));

/// Four planes: an element of GF(2^4) in each of 128 places.
typedef struct {
    pr_plane b[4];
} pr_nibbles;

static inline pr_nibbles pr_nibbles_multiplied(pr_nibbles a, pr_nibbles c) {
    pr_plane four = (a.b[1] & c.b[3]) ^ (a.b[2] & c.b[2]) ^ (a.b[3] & c.b[1]);
    pr_plane five = (a.b[2] & c.b[3]) ^ (a.b[3] & c.b[2]);
    pr_plane six = a.b[3] & c.b[3];
    return (pr_nibbles){{
        (a.b[0] & c.b[0]) ^ four,
        (a.b[0] & c.b[1]) ^ (a.b[1] & c.b[0]) ^ four ^ five,
        (a.b[0] & c.b[2]) ^ (a.b[1] & c.b[1]) ^ (a.b[2] & c.b[0]) ^ five ^ six,
        (a.b[0] & c.b[3]) ^ (a.b[1] & c.b[2]) ^ (a.b[2] & c.b[1]) ^ (a.b[3] & c.b[0]) ^ six,
    }};
}

static inline pr_nibbles pr_nibbles_sum(pr_nibbles a, pr_nibbles c) {
    return (pr_nibbles){{a.b[0] ^ c.b[0], a.b[1] ^ c.b[1], a.b[2] ^ c.b[2], a.b[3] ^ c.b[3]}};
}

/// a^2
static inline pr_nibbles pr_nibbles_squared(pr_nibbles a) {
    return (pr_nibbles){{a.b[0] ^ a.b[2], a.b[2], a.b[1] ^ a.b[3], a.b[3]}};
}

/// a^2 nu
static inline pr_nibbles pr_nibbles_squared_times_nu(pr_nibbles a) {
    pr_plane sum = a.b[0] ^ a.b[1];
    return (pr_nibbles){{a.b[2] ^ a.b[3], sum, a.b[1] ^ a.b[2], sum ^ a.b[2]}};
}

/// 1 / a, and 0 for 0: the algebraic normal form of the 16 values.
static inline pr_nibbles pr_nibbles_inverted(pr_nibbles a) {
    pr_plane p01 = a.b[0] & a.b[1], p02 = a.b[0] & a.b[2], p03 = a.b[0] & a.b[3];
    pr_plane p12 = a.b[1] & a.b[2], p13 = a.b[1] & a.b[3], p23 = a.b[2] & a.b[3];
    pr_plane p123 = p12 & a.b[3];
    return (pr_nibbles){{
        a.b[0] ^ a.b[1] ^ a.b[2] ^ a.b[3] ^ p02 ^ p12 ^ (p12 & a.b[0]) ^ p123,
        a.b[3] ^ p01 ^ p02 ^ p12 ^ p13 ^ (p01 & a.b[3]),
        a.b[2] ^ a.b[3] ^ p01 ^ p02 ^ p03 ^ (p02 & a.b[3]),
        a.b[1] ^ a.b[2] ^ a.b[3] ^ p03 ^ p13 ^ p23 ^ p123,
    }};
}

static inline void pr_planes_substitute(pr_plane x[8]) {
    pr_plane x57 = x[5] ^ x[7], x257 = x[2] ^ x57, x147 = x[1] ^ x[7];
    pr_nibbles low = {{x[0] ^ x257, x257 ^ x[6], x[2], x[3] ^ x[4]}};
    pr_nibbles high = {{x147 ^ x[5], x[2] ^ x[3], x147 ^ x[4] ^ x[6], x57}};

    pr_nibbles norm = pr_nibbles_sum(
        pr_nibbles_multiplied(high, low),
        pr_nibbles_sum(pr_nibbles_squared_times_nu(high), pr_nibbles_squared(low)));
    pr_nibbles inverse = pr_nibbles_inverted(norm);
    pr_nibbles l = pr_nibbles_multiplied(pr_nibbles_sum(high, low), inverse);
    pr_nibbles h = pr_nibbles_multiplied(high, inverse);

    pr_plane l12 = l.b[1] ^ l.b[2], l03 = l.b[0] ^ l.b[3], l0123 = l12 ^ l03;
    x[0] = ~(l0123 ^ h.b[1] ^ h.b[3]);
    x[1] = ~(l.b[0] ^ l.b[1] ^ h.b[0]);
    x[2] = l03 ^ l.b[2] ^ h.b[1] ^ h.b[2] ^ h.b[3];
    x[3] = l0123 ^ h.b[2];
    x[4] = l03 ^ h.b[0];
    x[5] = ~(l12 ^ h.b[1] ^ h.b[2]);
    x[6] = ~(h.b[0] ^ h.b[1] ^ h.b[2]);
    x[7] = l12 ^ l.b[3];
}

#endif
