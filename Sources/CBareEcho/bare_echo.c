#include "bare_echo.h"

#if defined(__linux__)
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 512, FRAME_BYTES = 65536 };

static int listen_at(int port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) { return -1; }
    return listen(listener, 1024) == 0 ? listener : -1;
}

static int accept_into(int poll, int listener) {
    int connection = accept(listener, NULL, NULL), yes = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = connection};
    epoll_ctl(poll, EPOLL_CTL_ADD, connection, &event);
    return connection;
}

/// Reads what has come; its bytes, or -1 when a client has left.
static long receive(int poll) {
    static char frame[FRAME_BYTES];
    struct epoll_event events[EVENTS];
    int count = epoll_wait(poll, events, EVENTS, -1);
    long sum = 0;
    for (int i = 0; i < count; i++) {
        long bytes = read(events[i].data.fd, frame, sizeof frame);
        if (bytes <= 0) { return -1; }
        sum += bytes;
    }
    return sum;
}

static void serve(int poll, const int *connections, int clients, size_t up, size_t down) {
    char *answer = calloc(1, down);
    size_t received = 0;
    for (long bytes; answer != NULL && (bytes = receive(poll)) >= 0;) {
        received += (size_t)bytes;
        if (received < up * (size_t)clients) { continue; }
        received = 0;
        // Answers fit a socket's buffer.
        for (int i = 0; i < clients; i++) {
            if (write(connections[i], answer, down) != (long)down) { break; }
        }
    }
    free(answer);
}

int bare_echo(int port, int clients, size_t up, size_t down) {
    int listener = listen_at(port), poll = epoll_create1(0);
    int *connections = calloc((size_t)clients, sizeof *connections);
    if (listener < 0 || connections == NULL) { return -1; }
    puts("ready");
    fflush(stdout);
    for (int i = 0; i < clients; i++) { connections[i] = accept_into(poll, listener); }
    serve(poll, connections, clients, up, down);
    free(connections);
    return 0;
}
#else
int bare_echo(int port, int clients, size_t up, size_t down) {
    (void)port, (void)clients, (void)up, (void)down;
    return -1;
}
#endif
