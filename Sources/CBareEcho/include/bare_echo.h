// What receiving and sending costs with system calls alone.
#ifndef BARE_ECHO_H
#define BARE_ECHO_H

#include <stddef.h>

/// Listens on the loopback address, says "ready" on standard output, takes `clients` connections,
/// and from then on writes each of them an answer of `down` bytes whenever all have sent `up` bytes.
/// One thread: wait, read, write.
///
/// Returns when a client leaves; -1 if the port cannot be had or this is not Linux.
int bare_echo(int port, int clients, size_t up, size_t down);

#endif
