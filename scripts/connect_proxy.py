"""An observer of the line between a client and the leader."""

import socket
import threading


class ConnectProxy:
    """An HTTP proxy that knows CONNECT and nothing else."""

    def __enter__(self):
        self.requests = []
        self.upstream = bytearray()
        self.downstream = bytearray()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.close()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        request = b""
        while b"\r\n\r\n" not in request:
            request += client.recv(4_096)
        self.requests.append(request.decode())
        host, port = request.split()[1].decode().rsplit(":", 1)
        server = socket.create_connection((host, int(port)))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.upstream, self.downstream = bytearray(), bytearray()
        threading.Thread(
            target=self.pump, args=(client, server, self.upstream), daemon=True).start()
        self.pump(server, client, self.downstream)

    def record_lengths(self, downstream=False):
        """Lengths of the TLS records that the client has sent, or was sent, as anybody on the line
        sees."""
        lengths, position = [], 0
        data = bytes(self.downstream if downstream else self.upstream)
        while position + 5 <= len(data):
            lengths.append(int.from_bytes(data[position + 3:position + 5], "big"))
            position += 5 + lengths[-1]
        return lengths

    def pump(self, source, sink, copy):
        try:
            while data := source.recv(65_536):
                copy.extend(data)
                sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
