#include "CPictures.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

// Checked before decoding; a JPEG is scaled while it is decoded, a PNG is not.
static const uint64_t jpeg_pixel_limit = 120000000;
static const uint64_t png_pixel_limit = 30000000;
static const int side_limit = 30000;

struct pixels {
    int width, height;
    uint8_t *rgb;
};

struct jpeg_trouble {
    struct jpeg_error_mgr manager;
    jmp_buf exit;
};

static void jpeg_fail(j_common_ptr info) {
    longjmp(((struct jpeg_trouble *)info->err)->exit, 1);
}

static void jpeg_silent(j_common_ptr info) { (void)info; }

// A file that breaks its rules often is hostile; decoding each broken part takes time.
static void jpeg_warn(j_common_ptr info, int level) {
    if (level < 0 && ++info->err->num_warnings > 100) jpeg_fail(info);
}

static int decode_jpeg(const uint8_t *input, size_t length, int side, struct pixels *out) {
    struct jpeg_decompress_struct info;
    struct jpeg_trouble trouble;
    uint8_t *volatile rgb = NULL;
    info.err = jpeg_std_error(&trouble.manager);
    trouble.manager.error_exit = jpeg_fail;
    trouble.manager.output_message = jpeg_silent;
    trouble.manager.emit_message = jpeg_warn;
    if (setjmp(trouble.exit)) {
        jpeg_destroy_decompress(&info);
        free(rgb);
        return PICTURE_DAMAGED;
    }
    jpeg_create_decompress(&info);
    info.mem->max_memory_to_use = 256l << 20;
    jpeg_mem_src(&info, input, length);
    jpeg_read_header(&info, TRUE);
    uint64_t count = (uint64_t)info.image_width * info.image_height;
    if (count == 0 || count > jpeg_pixel_limit || info.image_width > side_limit
        || info.image_height > side_limit) {
        jpeg_destroy_decompress(&info);
        return PICTURE_TOO_LARGE;
    }
    int longest = (int)(info.image_width > info.image_height ? info.image_width : info.image_height);
    info.scale_num = 1;
    info.scale_denom = 1;
    while (info.scale_denom < 8 && longest / (int)(info.scale_denom * 2) >= side)
        info.scale_denom *= 2;
    info.out_color_space = JCS_RGB;
    jpeg_start_decompress(&info);
    size_t row = (size_t)info.output_width * 3;
    if (info.output_components != 3) jpeg_fail((j_common_ptr)&info);
    rgb = malloc(row * info.output_height);
    if (!rgb) jpeg_fail((j_common_ptr)&info);
    while (info.output_scanline < info.output_height) {
        JSAMPROW line = rgb + row * info.output_scanline;
        jpeg_read_scanlines(&info, &line, 1);
    }
    out->width = (int)info.output_width;
    out->height = (int)info.output_height;
    out->rgb = rgb;
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return PICTURE_OK;
}

static int decode_png(const uint8_t *input, size_t length, struct pixels *out) {
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_memory(&image, input, length)) return PICTURE_DAMAGED;
    uint64_t count = (uint64_t)image.width * image.height;
    if (count == 0 || count > png_pixel_limit || image.width > (png_uint_32)side_limit
        || image.height > (png_uint_32)side_limit) {
        png_image_free(&image);
        return PICTURE_TOO_LARGE;
    }
    image.format = PNG_FORMAT_RGB;
    uint8_t *rgb = malloc(PNG_IMAGE_SIZE(image));
    // What is transparent becomes white.
    png_color background = {255, 255, 255};
    if (!rgb || !png_image_finish_read(&image, &background, rgb, 0, NULL)) {
        free(rgb);
        png_image_free(&image);
        return PICTURE_DAMAGED;
    }
    out->width = (int)image.width;
    out->height = (int)image.height;
    out->rgb = rgb;
    return PICTURE_OK;
}

// MARK: Orientation

static unsigned number(const uint8_t *bytes, int count, int is_little) {
    unsigned value = 0;
    for (int i = 0; i < count; i++) value = value << 8 | bytes[is_little ? count - 1 - i : i];
    return value;
}

/// The EXIF tag that says how the camera was held: 1 to 8.
static int orientation(const uint8_t *input, size_t length) {
    size_t position = 2;
    while (position + 4 <= length && input[position] == 0xFF) {
        uint8_t marker = input[position + 1];
        size_t size = (size_t)input[position + 2] << 8 | input[position + 3];
        if (size < 2 || marker == 0xDA || position + 2 + size > length) return 1;
        const uint8_t *exif = input + position + 4;
        size_t count = size - 2;
        position += 2 + size;
        if (marker != 0xE1 || count < 14 || memcmp(exif, "Exif\0\0", 6) != 0) continue;
        const uint8_t *tiff = exif + 6;
        count -= 6;
        int is_little = tiff[0] == 'I';
        size_t directory = number(tiff + 4, 4, is_little);
        if (directory > count - 2) return 1;
        unsigned entries = number(tiff + directory, 2, is_little);
        for (unsigned i = 0; i < entries; i++) {
            size_t entry = directory + 2 + (size_t)i * 12;
            if (entry + 12 > count) return 1;
            if (number(tiff + entry, 2, is_little) != 0x0112) continue;
            unsigned value = number(tiff + entry + 8, 2, is_little);
            return value >= 1 && value <= 8 ? (int)value : 1;
        }
    }
    return 1;
}

// MARK: Scaling

/// Where a pixel of the upright picture lies in the one that was decoded.
static void source_of(int orientation, int width, int height, int x, int y, int *sx, int *sy) {
    switch (orientation) {
    case 2: *sx = width - 1 - x; *sy = y; break;
    case 3: *sx = width - 1 - x; *sy = height - 1 - y; break;
    case 4: *sx = x; *sy = height - 1 - y; break;
    case 5: *sx = y; *sy = x; break;
    case 6: *sx = y; *sy = height - 1 - x; break;
    case 7: *sx = width - 1 - y; *sy = height - 1 - x; break;
    case 8: *sx = width - 1 - y; *sy = x; break;
    default: *sx = x; *sy = y;
    }
}

/// Averages boxes of pixels, and turns the picture upright.
static int scale(const struct pixels *in, int side, int turn, struct pixels *out) {
    int width = turn >= 5 ? in->height : in->width;
    int height = turn >= 5 ? in->width : in->height;
    int longest = width > height ? width : height;
    int shown = longest < side ? longest : side;
    out->width = (int)((int64_t)width * shown / longest);
    out->height = (int)((int64_t)height * shown / longest);
    if (out->width < 1) out->width = 1;
    if (out->height < 1) out->height = 1;
    out->rgb = malloc((size_t)out->width * out->height * 3);
    if (!out->rgb) return PICTURE_DAMAGED;
    for (int y = 0; y < out->height; y++) {
        int top = (int)((int64_t)y * height / out->height);
        int bottom = (int)((int64_t)(y + 1) * height / out->height);
        if (bottom <= top) bottom = top + 1;
        for (int x = 0; x < out->width; x++) {
            int left = (int)((int64_t)x * width / out->width);
            int right = (int)((int64_t)(x + 1) * width / out->width);
            if (right <= left) right = left + 1;
            uint64_t sum[3] = {0, 0, 0};
            for (int v = top; v < bottom; v++) {
                for (int u = left; u < right; u++) {
                    int sx, sy;
                    source_of(turn, in->width, in->height, u, v, &sx, &sy);
                    const uint8_t *pixel = in->rgb + ((size_t)sy * in->width + sx) * 3;
                    for (int c = 0; c < 3; c++) sum[c] += pixel[c];
                }
            }
            uint64_t count = (uint64_t)(bottom - top) * (right - left);
            uint8_t *target = out->rgb + ((size_t)y * out->width + x) * 3;
            for (int c = 0; c < 3; c++) target[c] = (uint8_t)((sum[c] + count / 2) / count);
        }
    }
    return PICTURE_OK;
}

static int encode(const struct pixels *in, int quality, uint8_t **output, size_t *output_length) {
    struct jpeg_compress_struct info;
    struct jpeg_trouble trouble;
    unsigned char *bytes = NULL;
    unsigned long count = 0;
    info.err = jpeg_std_error(&trouble.manager);
    trouble.manager.error_exit = jpeg_fail;
    trouble.manager.output_message = jpeg_silent;
    if (setjmp(trouble.exit)) {
        jpeg_destroy_compress(&info);
        return PICTURE_DAMAGED;
    }
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &count);
    info.image_width = (JDIMENSION)in->width;
    info.image_height = (JDIMENSION)in->height;
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    info.optimize_coding = TRUE;
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW line = in->rgb + (size_t)info.next_scanline * in->width * 3;
        jpeg_write_scanlines(&info, &line, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    *output = bytes;
    *output_length = count;
    return PICTURE_OK;
}

int picture_prepare(
    const uint8_t *input, size_t length, int side, size_t limit,
    uint8_t **output, size_t *output_length) {
    static const uint8_t png_mark[8] = {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
    struct pixels decoded = {0, 0, NULL};
    int turn = 1;
    int status;
    *output = NULL;
    if (length > 3 && input[0] == 0xFF && input[1] == 0xD8 && input[2] == 0xFF) {
        turn = orientation(input, length);
        status = decode_jpeg(input, length, side, &decoded);
    } else if (length > 8 && memcmp(input, png_mark, 8) == 0) {
        status = decode_png(input, length, &decoded);
    } else {
        return PICTURE_UNKNOWN;
    }
    if (status != PICTURE_OK) return status;
    // Smaller and coarser until it fits.
    for (int longest = side; longest >= 32 || longest == side; longest = longest * 3 / 4) {
        struct pixels scaled;
        status = scale(&decoded, longest, turn, &scaled);
        if (status != PICTURE_OK) break;
        for (int quality = 85; quality >= 55; quality -= 15) {
            status = encode(&scaled, quality, output, output_length);
            if (status != PICTURE_OK || *output_length <= limit) break;
            free(*output);
            *output = NULL;
        }
        free(scaled.rgb);
        if (status != PICTURE_OK || *output) break;
    }
    free(decoded.rgb);
    if (status == PICTURE_OK && !*output) status = PICTURE_DAMAGED;
    return status;
}
