// The octet layout in portable C.
#include "octets.h"

#include <string.h>

#include "octet_packer.h"
#include "transpose.h"

static void pack(uint8_t *block, size_t block_records, size_t record_bytes, size_t first,
                 size_t count, const uint8_t *rows) {
    size_t octets = (block_records + 7) / 8, packed = pr_packed_record_bytes(record_bytes);
    for (size_t done = 0; done < count; done += 8) {
        size_t octet = (first + done) / 8, present = count - done < 8 ? count - done : 8;
        for (size_t byte = 0; byte < record_bytes; byte++) {
            uint64_t word = 0;
            for (size_t i = 0; i < present; i++) {
                word |= (uint64_t)rows[(done + i) * record_bytes + byte] << (8 * i);
            }
            word = pr_transposed_bits(word);
            memcpy(block + pr_octet_offset(octets, packed, octet, byte), &word, 8);
        }
    }
}

/// The bits of a byte, one a byte.
static uint64_t spread(uint8_t byte) {
    uint64_t each = (byte * 0x0101010101010101u) & 0x8040201008040201u;
    return ((each + 0x7f7f7f7f7f7f7f7fu) >> 7) & 0x0101010101010101u;
}

static void set(uint8_t *block, size_t block_records, size_t record_bytes, size_t index,
                const uint8_t *row) {
    size_t octets = (block_records + 7) / 8, packed = pr_packed_record_bytes(record_bytes);
    size_t octet = index / 8, shift = index % 8;
    for (size_t byte = 0; byte < record_bytes; byte++) {
        uint8_t *place = block + pr_octet_offset(octets, packed, octet, byte);
        uint64_t word;
        memcpy(&word, place, 8);
        word = (word & ~(0x0101010101010101u << shift)) | spread(row[byte]) << shift;
        memcpy(place, &word, 8);
    }
}

static bool available(void) { return true; }

const pr_octet_packer pr_octet_packer_portable = {"portable", available, pack, set};

void pr_octets_get(const uint8_t *block, size_t block_records, size_t record_bytes, size_t index,
                   uint8_t *row) {
    size_t octets = (block_records + 7) / 8, packed = pr_packed_record_bytes(record_bytes);
    for (size_t byte = 0; byte < record_bytes; byte++) {
        uint64_t word;
        memcpy(&word, block + pr_octet_offset(octets, packed, index / 8, byte), 8);
        row[byte] = (uint8_t)(pr_transposed_bits(word) >> (8 * (index % 8)));
    }
}

void pr_octets_finish(const uint8_t *accumulators, size_t groups, size_t packed_bytes,
                      size_t record_bytes, size_t first, size_t count, uint8_t *rows) {
    for (size_t done = 0; done < count; done += 8) {
        size_t present = count - done < 8 ? count - done : 8;
        for (size_t byte = 0; byte < record_bytes; byte++) {
            uint64_t word;
            memcpy(&word,
                   accumulators + pr_accumulator_offset(groups, packed_bytes, first + done, byte),
                   8);
            word = pr_transposed_bits(word);
            for (size_t i = 0; i < present; i++) {
                rows[(done + i) * record_bytes + byte] = (uint8_t)(word >> (8 * i));
            }
        }
    }
}
