// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One connection, packet by packet, that tells the reason codes it gets. */
public final class RawMqtt implements AutoCloseable {
    /** Instead of a reason code, where the connection ends without one. */
    public static final int CLOSED = -1;

    private static final int WAIT_SECONDS = 20;
    private static final int STAY_SECONDS = 3_600;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int version;
    private final AutoCloseable connection;
    private final Out out;
    private final DataInputStream in;

    /** How MQTT is spoken. */
    public enum Way {
        MQTT_3_1_1,
        MQTT_3_1_1_BY_WEB_SOCKET,
        MQTT_5,
        MQTT_5_BY_WEB_SOCKET;

        /** Whether a refusal has a reason of its own. */
        public boolean isMqtt5() {
            return this == MQTT_5 || this == MQTT_5_BY_WEB_SOCKET;
        }

        private boolean isByWebSocket() {
            return this == MQTT_3_1_1_BY_WEB_SOCKET || this == MQTT_5_BY_WEB_SOCKET;
        }

        private int version() {
            return isMqtt5() ? MqttBytes.V5 : MqttBytes.V311;
        }
    }

    /** What is left when a connection is lost. */
    public record Will(String topic, boolean retained) {}

    private interface Out {
        void send(byte[] bytes) throws IOException;
    }

    private RawMqtt(int version, AutoCloseable connection, Out out, InputStream in) {
        this.version = version;
        this.connection = connection;
        this.out = out;
        this.in = new DataInputStream(in);
    }

    public static RawMqtt open(Gateway gateway, Way way) throws IOException {
        return way.isByWebSocket()
                ? webSocket(way.version(), Integer.parseInt(gateway.env("BMS_HTTP_PORT")))
                : open(gateway, way, "127.0.0.1");
    }

    /** By TCP, from an address of this machine. */
    public static RawMqtt open(Gateway gateway, Way way, String from) throws IOException {
        return open(gateway.mqttPort(), way, from);
    }

    /** At a broker that is not the gateway's, by TCP. */
    public static RawMqtt open(Mosquitto broker, Way way) throws IOException {
        return open(broker.port(), way, "127.0.0.1");
    }

    private static RawMqtt open(int port, Way way, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        OutputStream out = socket.getOutputStream();
        return new RawMqtt(way.version(), socket, out::write, socket.getInputStream());
    }

    private static RawMqtt webSocket(int version, int port) {
        Arrivals in = new Arrivals();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/mqtt"), in)
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
        return new RawMqtt(
                version,
                socket::abort,
                bytes -> socket.sendBinary(ByteBuffer.wrap(bytes), true)
                        .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                        .join(),
                in);
    }

    /** What arrives by WebSocket, as a stream that waits as long as a socket would. */
    private static final class Arrivals extends InputStream implements WebSocket.Listener {
        private static final ByteBuffer END = ByteBuffer.allocate(0);

        private final BlockingQueue<ByteBuffer> arrived = new LinkedBlockingQueue<>();
        private ByteBuffer now = ByteBuffer.allocate(0);

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
            if (copy.hasRemaining()) {
                arrived.add(copy);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            arrived.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            arrived.add(END);
        }

        @Override
        public int read() throws IOException {
            while (now != END && !now.hasRemaining()) {
                try {
                    now = arrived.poll(WAIT_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                if (now == null) {
                    throw new SocketTimeoutException("nothing came within " + WAIT_SECONDS + " s");
                }
            }
            return now == END ? -1 : now.get() & 0xFF;
        }
    }

    /** With a session that waits for the client after its connection has ended. */
    public int connectToStay(String user, String password, String clientId) throws IOException {
        MqttBytes body = new MqttBytes().text("MQTT").octet(version).octet(0xC0).two(60);
        if (version == MqttBytes.V5) {
            body.octet(5).octet(0x11).two(0).two(STAY_SECONDS);
        }
        out.send(body.text(clientId).text(user).text(password).packet(0x10));
        return connack();
    }

    /** @return the reason code of the CONNACK */
    public int connect(String user, String password, String clientId, Optional<Will> will) throws IOException {
        int flags = 0xC2 | will.map(left -> left.retained() ? 0x2C : 0x0C).orElse(0);
        MqttBytes body = none(new MqttBytes()
                        .text("MQTT")
                        .octet(version)
                        .octet(flags)
                        .two(60))
                .text(clientId);
        will.ifPresent(left -> none(body).text(left.topic()).text("gone"));
        out.send(body.text(user).text(password).packet(0x10));
        return connack();
    }

    private int connack() throws IOException {
        byte[] answer = read(0x20);
        return answer.length == 0 ? CLOSED : answer[1] & 0xFF;
    }

    /** @return the reason code of the PUBACK */
    public int publish(String topic, String payload, boolean retained) throws IOException {
        out.send(none(new MqttBytes().text(topic).two(7))
                .raw(payload.getBytes(StandardCharsets.UTF_8))
                .packet(0x32 | (retained ? 1 : 0)));
        byte[] answer = read(0x40);
        return answer.length == 0 ? CLOSED : answer.length > 2 ? answer[2] & 0xFF : 0;
    }

    /** @return the reason code that the SUBACK has for the filter */
    public int subscribe(String filter) throws IOException {
        out.send(none(new MqttBytes().two(9)).text(filter).octet(1).packet(0x82));
        byte[] answer = read(0x90);
        return answer.length == 0 ? CLOSED : answer[answer.length - 1] & 0xFF;
    }

    /** Waits for the end, whatever comes before. */
    public void awaitEnd() throws IOException {
        // no packet is of this type
        read(0xFF);
    }

    public void disconnect() throws IOException {
        out.send(new MqttBytes().packet(0xE0));
    }

    /** No properties, where there can be some. */
    private MqttBytes none(MqttBytes packet) {
        return version == 5 ? packet.octet(0) : packet;
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
}
