// The product by the method of the four Russians, over the row layout, written once for vectors of
// VECTOR_BYTES (16, 32 or 64) and the instructions of TARGET, which a file defines before it
// includes this one.
//
// Records are taken 40 at a time in strips of two cache lines: eight tables of the 32 sums of five
// records, 32 KiB, live in the first-level cache, and each query adds one sum of each table. So one
// load serves five records. Tables of six records in strips of one line serve more with a load, but
// finding an entry costs as much as three loads, and a strip of two lines finds it once for both:
// 5 to 8 % more in all. What is left of a record beyond whole strips goes in strips of 16 bytes.
//
// Accumulators: strip after strip, query after query.
//
// Addresses depend on selection bits. The server that runs this knows its own share anyway; it
// would matter to whoever shares the processor's caches with it, who might learn a share and,
// together with the other server, the query. The octet kernels have no such addresses.
#include <string.h>

#include "kernel.h"

enum { STRIP = 128, REST = 16 };
enum { TABLE_RECORDS = 5, TABLES = 8, PASS_RECORDS = TABLE_RECORDS * TABLES };
enum { ENTRIES = 1 << TABLE_RECORDS };
enum { PASSES = (PR_BLOCK_RECORDS + PASS_RECORDS - 1) / PASS_RECORDS };
enum { PASS_BYTES = 8 * PR_GROUP };

typedef uint64_t wide __attribute__((vector_size(VECTOR_BYTES), aligned(VECTOR_BYTES), may_alias));
typedef uint64_t narrow __attribute__((vector_size(REST), aligned(REST), may_alias));

/// One word of 40 bits a pass and query, at [pass][query].
static void pack_selection(const uint8_t *bits, size_t stride, size_t octets, uint8_t *selection) {
    for (size_t octet = 0; octet < octets; octet += TABLE_RECORDS) {
        size_t count = octets - octet < TABLE_RECORDS ? octets - octet : TABLE_RECORDS;
        uint64_t mask = ((uint64_t)1 << (8 * count)) - 1;
        for (size_t query = 0; query < PR_GROUP; query++) {
            // Three bytes more than wanted: selection bits lie in rows of whole leaves, one after
            // the other, and the last row has room behind it.
            uint64_t word;
            memcpy(&word, bits + query * stride + octet, 8);
            word &= mask;
            memcpy(selection + octet / TABLE_RECORDS * PASS_BYTES + 8 * query, &word, 8);
        }
    }
}

#define UNROLL _Pragma("clang loop unroll(full)")

/// Defines the two steps for strips of BYTES: the tables of a pass, and one strip a query from them.
/// A table begins with the eight sums of its first three records; each further one doubles it.
#define RUSSIAN_STRIP(NAME, BYTES, vector)                                                         \
    TARGET static inline void sums_##NAME(const uint8_t *const *records, size_t at, vector *sums) {\
        vector a, b, c; /* records lie on 16-byte boundaries only */                               \
        memcpy(&a, records[0] + at, sizeof a), memcpy(&b, records[1] + at, sizeof b);              \
        memcpy(&c, records[2] + at, sizeof c);                                                     \
        const vector ab = a ^ b;                                                                   \
        sums[0] = a ^ a;                                                                           \
        sums[1] = a;                                                                               \
        sums[2] = b;                                                                               \
        sums[3] = ab;                                                                              \
        sums[4] = c;                                                                               \
        sums[5] = a ^ c;                                                                           \
        sums[6] = b ^ c;                                                                           \
        sums[7] = ab ^ c;                                                                          \
    }                                                                                              \
                                                                                                   \
    TARGET static void build_##NAME(uint8_t *tables, const uint8_t *records, size_t packed,        \
                                    size_t present, const uint8_t *following) {                    \
        static const _Alignas(64) uint8_t absent[BYTES] = {0};                                     \
        const size_t vectors = BYTES / sizeof(vector);                                             \
        for (size_t table = 0; table < TABLES; table++) {                                          \
            vector *sums = (vector *)(tables + table * ENTRIES * BYTES);                           \
            const uint8_t *sources[TABLE_RECORDS];                                                 \
            UNROLL for (size_t i = 0; i < TABLE_RECORDS; i++) {                                    \
                size_t index = table * TABLE_RECORDS + i;                                          \
                sources[i] = index < present ? records + index * packed : absent;                  \
                __builtin_prefetch(following + index * packed);                                    \
            }                                                                                      \
            UNROLL for (size_t v = 0; v < vectors; v++) {                                          \
                vector low[8];                                                                     \
                sums_##NAME(sources, v * sizeof(vector), low);                                     \
                UNROLL for (size_t i = 0; i < 8; i++) { sums[i * vectors + v] = low[i]; }          \
            }                                                                                      \
            UNROLL for (size_t i = 3; i < TABLE_RECORDS; i++) {                                    \
                const size_t count = (size_t)1 << i;                                               \
                vector record[BYTES / sizeof(vector)];                                             \
                memcpy(record, sources[i], sizeof record);                                         \
                for (size_t entry = 0; entry < count; entry++) {                                   \
                    UNROLL for (size_t v = 0; v < vectors; v++) {                                  \
                        sums[(count + entry) * vectors + v] =                                      \
                            sums[entry * vectors + v] ^ record[v];                                 \
                    }                                                                              \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
    }                                                                                              \
                                                                                                   \
    TARGET static void add_##NAME(const uint8_t *tables, const uint64_t *words,                    \
                                  uint8_t *accumulators) {                                         \
        const size_t vectors = BYTES / sizeof(vector);                                             \
        for (size_t query = 0; query < PR_GROUP; query++) {                                        \
            vector *sum = (vector *)(accumulators + query * BYTES);                                \
            const vector *sums[TABLES];                                                            \
            UNROLL for (size_t table = 0; table < TABLES; table++) {                               \
                size_t entry = (words[query] >> (TABLE_RECORDS * table)) & (ENTRIES - 1);          \
                sums[table] = (const vector *)(tables + (table * ENTRIES + entry) * BYTES);        \
            }                                                                                      \
            UNROLL for (size_t v = 0; v < vectors; v++) {                                          \
                sum[v] = (sum[v] ^ sums[0][v] ^ sums[1][v]) ^ (sums[2][v] ^ sums[3][v])            \
                    ^ ((sums[4][v] ^ sums[5][v]) ^ (sums[6][v] ^ sums[7][v]));                     \
            }                                                                                      \
        }                                                                                          \
    }                                                                                              \
                                                                                                   \
    static void multiply_##NAME(uint8_t *tables, const uint8_t *strip, size_t records,             \
                                size_t packed, const uint8_t *selection, size_t groups,            \
                                uint8_t *accumulators) {                                           \
        for (size_t first = 0, pass = 0; first < records; first += PASS_RECORDS, pass++) {         \
            size_t present = records - first < PASS_RECORDS ? records - first : PASS_RECORDS;      \
            const uint8_t *source = strip + first * packed;                                        \
            bool last = first + PASS_RECORDS >= records;                                           \
            build_##NAME(tables, source, packed, present,                                          \
                         last ? strip + BYTES : source + PASS_RECORDS * packed);                   \
            for (size_t group = 0; group < groups; group++) {                                      \
                const uint8_t *words = selection + (group * PASSES + pass) * PASS_BYTES;           \
                add_##NAME(tables, (const uint64_t *)words,                                        \
                           accumulators + group * PR_GROUP * BYTES);                               \
            }                                                                                      \
        }                                                                                          \
    }

RUSSIAN_STRIP(wide, STRIP, wide)
RUSSIAN_STRIP(narrow, REST, narrow)

static void multiply(const uint8_t *block, size_t octets, size_t packed, const uint8_t *selection,
                     size_t queries, uint8_t *accumulators) {
    size_t groups = pr_groups(queries);
    _Alignas(64) uint8_t tables[TABLES * ENTRIES * STRIP];
    size_t byte = 0;
    for (; byte + STRIP <= packed; byte += STRIP) {
        multiply_wide(tables, block + byte, 8 * octets, packed, selection, groups,
                      accumulators + byte * groups * PR_GROUP);
    }
    for (; byte < packed; byte += REST) {
        multiply_narrow(tables, block + byte, 8 * octets, packed, selection, groups,
                      accumulators + byte * groups * PR_GROUP);
    }
}

static void finish(const uint8_t *accumulators, size_t groups, size_t packed, size_t record_bytes,
                   size_t first, size_t count, uint8_t *rows) {
    size_t width = 0;
    for (size_t byte = 0; byte < record_bytes; byte += width) {
        width = packed - byte >= STRIP ? STRIP : REST;
        const uint8_t *strip = accumulators + byte * groups * PR_GROUP;
        size_t length = record_bytes - byte < width ? record_bytes - byte : width;
        for (size_t i = 0; i < count; i++) {
            memcpy(rows + i * record_bytes + byte, strip + (first + i) * width, length);
        }
    }
}
