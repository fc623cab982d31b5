#ifndef MOONLESS_CPICTURES_H
#define MOONLESS_CPICTURES_H

#include <stddef.h>
#include <stdint.h>

/// What became of a picture.
enum {
    PICTURE_OK = 0,
    /// Neither JPEG nor PNG.
    PICTURE_UNKNOWN = 1,
    /// Broken, or nothing that fits the limit can be made of it.
    PICTURE_DAMAGED = 2,
    /// More pixels than anybody's camera has.
    PICTURE_TOO_LARGE = 3,
};

/// Decodes a JPEG or PNG, turns it upright, scales it down and encodes it as a JPEG with nothing
/// but its pixels.
///
/// Sizes are checked before anything is decoded.
///
/// - side: longest side of the result in pixels; limit: its size in bytes.
/// - output: to be freed by the caller.
int picture_prepare(
    const uint8_t *input, size_t length, int side, size_t limit,
    uint8_t **output, size_t *output_length);

/// From here on the process can compute, read and write what is open, and end; everything else is
/// refused with EPERM.
///
/// Returns 0, or -1 if the system did not let the rights go.
int picture_give_up_rights(void);

/// The whole of a helper process: reads a picture from standard input, gives up all rights but to
/// compute, and writes the prepared one to standard output.
int picture_helper(int side, size_t limit);

/// Has a helper process, a program with its arguments, turn the input into the output.
///
/// Returns the helper's exit code; PICTURE_DAMAGED if it was killed or could not be started.
int picture_run_helper(
    char *const arguments[], const uint8_t *input, size_t length,
    uint8_t **output, size_t *output_length);

#endif
