// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import io.bms.itests.support.MqttBytes;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Those who attack: threads and connections that end with the attack, however they hang. What goes wrong for an
 * attacker is no failure of the test.
 */
final class Force implements AutoCloseable {
    private static final int LIMIT_MS = 5_000;
    /** Far more than the gateway has places, and few enough for the files that a process may have open. */
    private static final int MOST_SOCKETS = 3_000;

    private final Target target;
    private final long end;
    private final long seed;
    private final Set<Socket> sockets = new LinkedHashSet<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong done = new AtomicLong();

    /** What is attacked: ports of 127.0.0.1, where the gateway's topics lie, and a guest's account. */
    record Target(int webPort, int mqttPort, String base, String guest, String guestPassword) {}

    /** One thing that an attacker does, again and again. */
    interface Deed {
        void once(Random random) throws IOException;
    }

    Force(Target target, Duration time, long seed) {
        this.target = target;
        this.seed = seed;
        end = System.nanoTime() + time.toNanos();
    }

    Target target() {
        return target;
    }

    boolean over() {
        return System.nanoTime() > end;
    }

    /** How often something was done. */
    long done() {
        return done.get();
    }

    /** Starts {@code count} attackers, each of whom does it until the time is over. */
    void crew(int count, Deed deed) {
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed + threads.size());
            Thread thread = new Thread(() -> act(deed, random), "siege-" + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void act(Deed deed, Random random) {
        while (!over()) {
            try {
                deed.once(random);
                done.incrementAndGet();
            } catch (IOException refused) {
                pause(20);
            }
        }
    }

    void pause(long ms) {
        LockSupport.parkNanos(Math.min(ms * 1_000_000, Math.max(1, end - System.nanoTime())));
    }

    /** Waits for the rest of the attack, as one who holds a connection does. */
    void rest() {
        while (!over()) {
            pause(1_000);
        }
    }

    /** A connection to one of the gateway's ports from an address of the loopback network, {@code 127.9.0.n}. */
    Socket open(int port, int from) throws IOException {
        Socket socket = new Socket();
        hold(socket);
        if (over()) {
            socket.close();
        }
        socket.setReceiveBufferSize(8_192);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MS);
        socket.bind(new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 9, (byte) (from >> 8), (byte) from}), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port), LIMIT_MS);
        return socket;
    }

    private void hold(Socket socket) throws IOException {
        Socket oldest = null;
        synchronized (sockets) {
            sockets.add(socket);
            if (sockets.size() > MOST_SOCKETS) {
                Iterator<Socket> inOrder = sockets.iterator();
                oldest = inOrder.next();
                inOrder.remove();
            }
        }
        if (oldest != null) {
            oldest.close();
        }
    }

    void close(Socket socket) throws IOException {
        synchronized (sockets) {
            sockets.remove(socket);
        }
        socket.close();
    }

    /** A connection over which MQTT is spoken, by TCP or, in frames, by WebSocket. */
    Pipe mqtt(boolean webSocket, int from) throws IOException {
        Socket socket = open(webSocket ? target.webPort() : target.mqttPort(), from);
        if (webSocket) {
            byte[] key = new byte[16];
            key[0] = (byte) from;
            socket.getOutputStream()
                    .write(("GET /mqtt HTTP/1.1\r\nHost: 127.0.0.1:" + target.webPort()
                                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: "
                                    + Base64.getEncoder().encodeToString(key) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            if (!head(socket).startsWith("HTTP/1.1 101")) {
                close(socket);
                throw new IOException("no WebSocket");
            }
        }
        return new Pipe(socket, webSocket);
    }

    /** A guest's connection, signed in. */
    Pipe guest(boolean webSocket, String clientId, int expirySeconds) throws IOException {
        Pipe pipe = mqtt(webSocket, 200);
        pipe.send(MqttBytes.connect(clientId, target.guest(), target.guestPassword(), expirySeconds));
        pipe.read();
        return pipe;
    }

    /** The head of an HTTP response. */
    String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new IOException("closed");
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    /** Octets out, in frames where it is a WebSocket. */
    final class Pipe implements Closeable {
        private final Socket socket;
        private final boolean webSocket;

        private Pipe(Socket socket, boolean webSocket) {
            this.socket = socket;
            this.webSocket = webSocket;
        }

        void send(byte[] octets) throws IOException {
            socket.getOutputStream().write(webSocket ? frame(octets) : octets);
        }

        /** In pieces of {@code size} octets, each a frame. */
        void sendInPieces(byte[] octets, int size) throws IOException {
            for (int at = 0; at < octets.length && !over(); at += size) {
                send(java.util.Arrays.copyOfRange(octets, at, Math.min(octets.length, at + size)));
            }
        }

        /** Waits for anything that comes back. */
        void read() throws IOException {
            if (socket.getInputStream().read(new byte[4_096]) < 0) {
                throw new IOException("closed");
            }
        }

        @Override
        public void close() throws IOException {
            Force.this.close(socket);
        }

        /** Masked by zeros, as the standard wants a mask of a client. */
        private byte[] frame(byte[] octets) {
            ByteBuffer frame = ByteBuffer.allocate(octets.length + 14).put((byte) 0x82);
            if (octets.length < 126) {
                frame.put((byte) (0x80 | octets.length));
            } else if (octets.length < 65_536) {
                frame.put((byte) (0x80 | 126)).putShort((short) octets.length);
            } else {
                frame.put((byte) (0x80 | 127)).putLong(octets.length);
            }
            frame.putInt(0).put(octets);
            return java.util.Arrays.copyOf(frame.array(), frame.position());
        }
    }

    /** Ends all connections, which ends whoever hangs in one, and waits for the attackers. */
    @Override
    public void close() {
        while (threads.stream().anyMatch(Thread::isAlive)) {
            closeAll();
            LockSupport.parkNanos(10_000_000);
        }
        closeAll();
    }

    private void closeAll() {
        List<Socket> open;
        synchronized (sockets) {
            open = List.copyOf(sockets);
        }
        for (Socket socket : open) {
            try {
                close(socket);
            } catch (IOException gone) {
                // It is closed, which is what was wanted.
            }
        }
    }
}
