// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** One connection, packet by packet, that tells the reason codes it gets. */
public final class RawMqtt implements AutoCloseable {
    /** Instead of a reason code, where the connection ends without one. */
    public static final int CLOSED = -1;

    private static final int WAIT_SECONDS = 20;
    private static final int PIPE_BYTES = 1 << 20;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int version;
    private final AutoCloseable connection;
    private final Out out;
    private final DataInputStream in;

    /** How MQTT is spoken. */
    public enum Way {
        MQTT_3_1_1,
        MQTT_5,
        MQTT_5_BY_WEB_SOCKET
    }

    /** What is left when a connection is lost. */
    public record Will(String topic, boolean retained) {}

    private interface Out {
        void send(byte[] bytes) throws IOException;
    }

    private RawMqtt(int version, AutoCloseable connection, Out out, java.io.InputStream in) {
        this.version = version;
        this.connection = connection;
        this.out = out;
        this.in = new DataInputStream(in);
    }

    public static RawMqtt open(Gateway gateway, Way way) throws IOException {
        if (way == Way.MQTT_5_BY_WEB_SOCKET) {
            return webSocket(Integer.parseInt(gateway.env("BMS_HTTP_PORT")));
        }
        Socket socket = new Socket("127.0.0.1", gateway.mqttPort());
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        OutputStream out = socket.getOutputStream();
        return new RawMqtt(way == Way.MQTT_5 ? 5 : 4, socket, out::write, socket.getInputStream());
    }

    private static RawMqtt webSocket(int port) throws IOException {
        PipedInputStream in = new PipedInputStream(PIPE_BYTES);
        PipedOutputStream arrived = new PipedOutputStream(in);
        WebSocket socket = HTTP.newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/mqtt"), new Arrivals(arrived))
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
        return new RawMqtt(
                5,
                socket::abort,
                bytes -> socket.sendBinary(ByteBuffer.wrap(bytes), true)
                        .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                        .join(),
                in);
    }

    private record Arrivals(PipedOutputStream arrived) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            try {
                arrived.write(bytes);
                arrived.flush();
            } catch (IOException gone) {
                socket.abort();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end();
        }

        private void end() {
            try {
                arrived.close();
            } catch (IOException e) {
                throw new AssertionError("a pipe closes", e);
            }
        }
    }

    /** @return the reason code of the CONNACK */
    public int connect(String user, String password, String clientId, Optional<Will> will) throws IOException {
        int flags = 0xC2 | will.map(left -> left.retained() ? 0x2C : 0x0C).orElse(0);
        Bytes body = new Bytes().text("MQTT").octets(version, flags, 0, 60);
        body.octets(none()).text(clientId);
        will.ifPresent(left -> body.octets(none()).text(left.topic()).text("gone"));
        send(0x10, body.text(user).text(password));
        byte[] answer = read(0x20);
        return answer.length == 0 ? CLOSED : answer[1] & 0xFF;
    }

    /** @return the reason code of the PUBACK, or of the DISCONNECT in its place */
    public int publish(String topic, String payload, boolean retained) throws IOException {
        Bytes body = new Bytes().text(topic).octets(0, 7).octets(none());
        send(0x32 | (retained ? 1 : 0), body.raw(payload.getBytes(StandardCharsets.UTF_8)));
        byte[] answer = read(0x40);
        return answer.length == 0 ? CLOSED : answer.length > 2 ? answer[2] & 0xFF : 0;
    }

    /** @return the reason code that the SUBACK has for the filter */
    public int subscribe(String filter) throws IOException {
        send(0x82, new Bytes().octets(0, 9).octets(none()).text(filter).octets(1));
        byte[] answer = read(0x90);
        return answer.length == 0 ? CLOSED : answer[answer.length - 1] & 0xFF;
    }

    /** Waits for the end, whatever comes before. */
    public void awaitEnd() throws IOException {
        while (read(0xFF).length > 0) {
            // what came was on its way
        }
    }

    public void disconnect() throws IOException {
        send(0xE0, new Bytes());
    }

    /** No properties, where there can be some. */
    private int[] none() {
        return version == 5 ? new int[] {0} : new int[] {};
    }

    private void send(int first, Bytes body) throws IOException {
        byte[] bytes = body.out.toByteArray();
        Bytes packet = new Bytes().octets(first);
        int length = bytes.length;
        do {
            packet.octets(length > 127 ? length & 127 | 128 : length);
            length >>= 7;
        } while (length > 0);
        out.send(packet.raw(bytes).out.toByteArray());
    }

    /** The body of the next packet of that type; what is published meanwhile is passed over. Empty at the end. */
    private byte[] read(int type) throws IOException {
        try {
            while (true) {
                int first = in.readUnsignedByte();
                int length = 0;
                int digit;
                int shift = 0;
                do {
                    digit = in.readUnsignedByte();
                    length |= (digit & 127) << shift;
                    shift += 7;
                } while (digit > 127);
                byte[] body = new byte[length];
                in.readFully(body);
                if (first == type) {
                    return body;
                }
            }
        } catch (EOFException | SocketException end) {
            return new byte[0];
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes octets(int... octets) {
            for (int octet : octets) {
                out.write(octet);
            }
            return this;
        }

        Bytes raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Bytes text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return octets(bytes.length >> 8, bytes.length).raw(bytes);
        }
    }
}
