// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.packet.MqttSubscribe;
import org.eclipse.paho.mqttv5.common.packet.MqttUnsubscribe;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/**
 * A broker that is played, for what a real one cannot be set to: a CONNACK and acknowledgements of any kind, and
 * murder.
 */
public final class PlayedBroker implements AutoCloseable {
    /** As an answer to a publication: breaks the connection, or says nothing. */
    public static final int MURDER = -1;

    public static final int SILENCE = -2;

    public static final int WILL_RETAINED = 0x20;
    public static final int WILL_QOS = 0x18;
    private static final int CONNECT_FLAGS = 2 + 7;

    /** One PUBLISH as it arrived. */
    public record Published(int connection, String topic, String payload, int qos, boolean retained, int bytes) {}

    private final ServerSocket server;
    private final List<Published> published = new CopyOnWriteArrayList<>();
    private final List<Published> refused = new CopyOnWriteArrayList<>();
    private final List<MqttSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private final List<Integer> acknowledged = new CopyOnWriteArrayList<>();
    private final List<Integer> connects = new CopyOnWriteArrayList<>();
    private volatile byte[] answer = connack(0);
    private volatile IntFunction<byte[]> onConnect = flags -> answer;
    private volatile ToIntFunction<Published> onPublish = message -> 0;
    private volatile ToIntFunction<String> onSubscribe = filter -> 1;
    private volatile Socket client;
    private volatile int pings;

    public PlayedBroker() {
        try {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** A CONNACK with this reason code and the encoded properties. */
    public static byte[] connack(int code, int... properties) {
        byte[] body = new byte[3 + properties.length];
        body[1] = (byte) code;
        body[2] = (byte) properties.length;
        for (int i = 0; i < properties.length; i++) {
            body[3 + i] = (byte) properties[i];
        }
        return PacketGuard.packet((byte) 0x20, body);
    }

    /** What it answers to each CONNECT, byte for byte. */
    public PlayedBroker answering(byte[] bytes) {
        answer = bytes;
        return this;
    }

    /** @param answers gives the answer to a CONNECT with these flags (MQTT 5, 3.1.2.3) */
    public PlayedBroker onConnect(IntFunction<byte[]> answers) {
        onConnect = answers;
        return this;
    }

    /** @param codes gives the reason code for a PUBACK, {@link #MURDER} or {@link #SILENCE} */
    public PlayedBroker onPublish(ToIntFunction<Published> codes) {
        onPublish = codes;
        return this;
    }

    public PlayedBroker onSubscribe(ToIntFunction<String> codes) {
        onSubscribe = codes;
        return this;
    }

    /** What it took. */
    public List<Published> published() {
        return published;
    }

    public List<Published> on(String topic) {
        return published.stream()
                .filter(message -> message.topic().equals(topic))
                .toList();
    }

    /** What it did not take. */
    public List<Published> refused() {
        return refused;
    }

    public List<MqttSubscription> subscriptions() {
        return subscriptions;
    }

    /** The flags of each CONNECT. */
    public List<Integer> connects() {
        return connects;
    }

    public int pings() {
        return pings;
    }

    /** Packet identifiers that the client has acknowledged. */
    public List<Integer> acknowledged() {
        return acknowledged;
    }

    /** Sends bytes as they are. */
    public void send(byte[] packet) {
        try {
            OutputStream out = client.getOutputStream();
            synchronized (this) {
                out.write(packet);
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PUBLISH at QoS 1 with these properties and no payload. */
    public static byte[] publish(byte[] topic, int id, byte... properties) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(topic.length >> 8);
        body.write(topic.length);
        body.writeBytes(topic);
        body.write(id >> 8);
        body.write(id);
        body.write(properties.length);
        body.writeBytes(properties);
        return PacketGuard.packet((byte) 0x32, body.toByteArray());
    }

    @Override
    public void close() {
        try {
            server.close();
            if (client != null) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket next = server.accept();
                client = next;
                run(() -> serve(next));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        Map<Integer, String> aliases = new HashMap<>();
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (handle(read(in), aliases)) {
                // The next packet.
            }
        } catch (IOException | MqttException e) {
            // The client has gone, or speaks no MQTT.
        }
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte first = in.readByte();
        int length = 0;
        int shift = 0;
        int digit;
        do {
            digit = in.read();
            if (digit < 0) {
                throw new EOFException();
            }
            length |= (digit & 0x7F) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0);
        byte[] body = new byte[length];
        in.readFully(body);
        return PacketGuard.packet(first, body);
    }

    /** @return false to break the connection */
    private boolean handle(byte[] packet, Map<Integer, String> aliases) throws MqttException {
        int type = (packet[0] & 0xF0) >> 4;
        switch (type) {
            case 1 -> {
                // After the protocol's name and version, whatever the length's own length.
                int flags = packet[packet[1] < 0 ? CONNECT_FLAGS + 1 : CONNECT_FLAGS];
                byte[] bytes = onConnect.apply(flags);
                connects.add(flags);
                send(bytes);
                return bytes.length > 0;
            }
            case 3 -> {
                return publish((MqttPublish) MqttWireMessage.createWireMessage(packet), packet.length, aliases);
            }
            case 4 -> acknowledged.add(MqttWireMessage.createWireMessage(packet).getMessageId());
            case 8 -> subscribe((MqttSubscribe) MqttWireMessage.createWireMessage(packet));
            case 10 -> {
                MqttUnsubscribe message = (MqttUnsubscribe) MqttWireMessage.createWireMessage(packet);
                send(acks(0xB0, message.getMessageId(), new byte[message.getTopics().length]));
            }
            case 12 -> {
                pings++;
                send(new byte[] {(byte) 0xD0, 0});
            }
            default -> {
                return type != 14;
            }
        }
        return true;
    }

    private boolean publish(MqttPublish message, int bytes, Map<Integer, String> aliases) {
        Integer alias = message.getProperties().getTopicAlias();
        String topic = message.getTopicName();
        if (alias != null && !topic.isEmpty()) {
            aliases.put(alias, topic);
        }
        Published one = new Published(
                connects.size(),
                topic.isEmpty() ? aliases.get(alias) : topic,
                new String(message.getPayload(), StandardCharsets.UTF_8),
                message.getQoS(),
                message.getMessage().isRetained(),
                bytes);
        int code = onPublish.applyAsInt(one);
        if (code == MURDER) {
            return false;
        }
        (code > 0 ? refused : published).add(one);
        if (code != SILENCE && one.qos() > 0) {
            int id = message.getMessageId();
            send(new byte[] {0x40, 3, (byte) (id >> 8), (byte) id, (byte) code});
        }
        return true;
    }

    private void subscribe(MqttSubscribe message) {
        List<MqttSubscription> asked = Arrays.asList(message.getSubscriptions());
        subscriptions.addAll(asked);
        byte[] codes = new byte[asked.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) onSubscribe.applyAsInt(asked.get(i).getTopic());
        }
        send(acks(0x90, message.getMessageId(), codes));
    }

    private static byte[] acks(int first, int id, byte[] codes) {
        byte[] body = new byte[3 + codes.length];
        body[0] = (byte) (id >> 8);
        body[1] = (byte) id;
        System.arraycopy(codes, 0, body, 3, codes.length);
        return PacketGuard.packet((byte) first, body);
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "test-played-broker");
        thread.setDaemon(true);
        thread.start();
    }
}
