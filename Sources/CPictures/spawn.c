#define _GNU_SOURCE
#include "CPictures.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const size_t output_limit = 1 << 22;

static pid_t start(char *const arguments[], int reading, int writing) {
    posix_spawn_file_actions_t actions;
    char *environment[] = {NULL};
    pid_t child = -1;
    if (posix_spawn_file_actions_init(&actions) != 0) return -1;
    posix_spawn_file_actions_adddup2(&actions, reading, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, writing, STDOUT_FILENO);
    // The vault and the sockets close by themselves; this is for what does not.
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (posix_spawn(&child, arguments[0], &actions, NULL, arguments, environment) != 0) child = -1;
    posix_spawn_file_actions_destroy(&actions);
    return child;
}

static void write_all(int descriptor, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t done = write(descriptor, bytes, count);
        if (done < 0 && errno == EINTR) continue;
        // It has ended early; its exit code says why.
        if (done <= 0) return;
        bytes += done;
        count -= (size_t)done;
    }
}

static size_t read_all(int descriptor, uint8_t *bytes) {
    size_t count = 0;
    while (count < output_limit) {
        ssize_t done = read(descriptor, bytes + count, output_limit - count);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) break;
        count += (size_t)done;
    }
    return count;
}

int picture_run_helper(
    char *const arguments[], const uint8_t *input, size_t length,
    uint8_t **output, size_t *output_length) {
    int to_child[2], from_child[2];
    *output = NULL;
    *output_length = 0;
    // A helper that ends early must not end this process.
    signal(SIGPIPE, SIG_IGN);
    if (pipe2(to_child, O_CLOEXEC) != 0) return PICTURE_DAMAGED;
    if (pipe2(from_child, O_CLOEXEC) != 0) {
        close(to_child[0]);
        close(to_child[1]);
        return PICTURE_DAMAGED;
    }
    pid_t child = start(arguments, to_child[0], from_child[1]);
    close(to_child[0]);
    close(from_child[1]);
    // It reads everything before it writes.
    if (child > 0) write_all(to_child[1], input, length);
    close(to_child[1]);
    int status = -1;
    if (child > 0) {
        *output = malloc(output_limit);
        if (*output) *output_length = read_all(from_child[0], *output);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    }
    close(from_child[0]);
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : PICTURE_DAMAGED;
}
