// SPDX-License-Identifier: GPL-3.0-only
package io.bms.fleet;

import io.bms.api.identity.Identity;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.wire.SampleEncoder;
import io.bms.wire.StatusEncoder;
import io.bms.wire.Topics;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DeflaterOutputStream;

/**
 * Gateways that send what the product's own encoders make of random walks, keep each batch until the broker has it, and
 * send it again after a break, to the next of the brokers. They count what they made, point by point.
 */
final class PlayedGateways implements AutoCloseable {
    private static final int LARGEST = 1 << 20;

    private final EventLoopGroup threads = new NioEventLoopGroup(1);
    private final List<Integer> ports;
    private final int points;
    private final List<One> all = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong connects = new AtomicLong();
    /** Connections that were made, by the second. */
    private final Map<Long, AtomicLong> perSecond = new ConcurrentHashMap<>();

    /** What was made of one point. */
    static final class Made {
        private long count;
        private long milli;
        private long times;

        String words() {
            return count + " " + milli + " " + times;
        }
    }

    /** @param ports of the brokers, of which one serves at a time */
    PlayedGateways(List<Integer> ports, int gateways, int points, Duration interval) {
        this.ports = ports;
        this.points = points;
        for (int i = 0; i < gateways; i++) {
            One one = new One(i);
            all.add(one);
            long phase = interval.toMillis() * i / gateways;
            threads.schedule(one::connect, phase % 5_000, TimeUnit.MILLISECONDS);
        }
        every(interval);
    }

    /** From now on each makes samples so often. */
    void every(Duration interval) {
        for (One one : all) {
            long phase = interval.toMillis() * one.no / all.size();
            one.sampling.cancel(false);
            one.sampling = threads.scheduleAtFixedRate(one::sample, phase, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** No more samples are made. */
    void stop() {
        all.forEach(one -> one.stopped = true);
    }

    long waiting() {
        return all.stream().mapToLong(one -> one.outbox.size()).sum();
    }

    long sent() {
        return sent.get();
    }

    long connected() {
        return all.stream().filter(one -> one.ready).count();
    }

    long connects() {
        return connects.get();
    }

    long mostConnectsInASecond() {
        return perSecond.values().stream().mapToLong(AtomicLong::get).max().orElse(0);
    }

    void forgetConnects() {
        perSecond.clear();
    }

    /** By gateway and point: how many, the sum of values in thousandths, and the sum of the times in milliseconds. */
    Map<String, String> truth() {
        Map<String, String> truth = new LinkedHashMap<>();
        for (One one : all) {
            for (int p = 0; p < points; p++) {
                if (one.made[p].count > 0) {
                    truth.put("gw-" + one.no + " " + PlayedGateways.point(p), one.made[p].words());
                }
            }
        }
        return truth;
    }

    private static PointId point(int p) {
        return PointId.parse((1000 + p / 50) + ".analogInput." + p % 50);
    }

    /** The samples that were made. */
    long made() {
        return all.stream()
                .mapToLong(one -> java.util.Arrays.stream(one.made)
                        .mapToLong(made -> made.count)
                        .sum())
                .sum();
    }

    static byte[] deflated(byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** One gateway. Thread: the event loop's. */
    private final class One extends SimpleChannelInboundHandler<MqttMessage> {
        private final int no;
        private final Topics topics;
        private final Random random;
        private final double[] values = new double[points];
        /** Times of the newest samples, in milliseconds. */
        private final long[] last = new long[points];

        private final Made[] made = new Made[points];
        /** By sequence; read by the test too. */
        private final Map<Long, byte[]> outbox = new ConcurrentSkipListMap<>();

        private final Map<Integer, Long> underWay = new LinkedHashMap<>();
        private long sequence;
        private int packet;
        private int host;
        private int failures;
        private Channel channel;
        /** Its owner's. */
        private Future<?> sampling = new CompletableFuture<>();

        private volatile boolean ready;
        private volatile boolean stopped;

        One(int no) {
            this.no = no;
            this.random = new Random(no);
            this.topics = new Topics(new Identity("acme", "site-" + no % 50, "gw-" + no));
            for (int p = 0; p < points; p++) {
                values[p] = 20;
                made[p] = new Made();
            }
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        /** A fifth of the points has changed. */
        private void sample() {
            if (stopped) {
                return;
            }
            Instant now = Instant.now();
            List<byte[]> members = new ArrayList<>();
            for (int p = 0; p < points; p++) {
                if (sequence == 0 || random.nextInt(5) == 0) {
                    values[p] = Math.round(values[p] * 100 + random.nextInt(21) - 10) / 100.0;
                    // No time comes twice, also where the machine was late with two at once.
                    last[p] = Math.max(last[p] + 1, now.toEpochMilli() - random.nextInt(20));
                    Instant at = Instant.ofEpochMilli(last[p]);
                    members.add(SampleEncoder.member(new Sample(
                            point(p),
                            new PointValue.Double(values[p]),
                            Quality.GOOD,
                            Set.of(),
                            at,
                            Duration.ofSeconds(30))));
                    made[p].count++;
                    made[p].milli += Math.round(values[p] * 1_000);
                    made[p].times += at.toEpochMilli();
                }
            }
            if (!members.isEmpty()) {
                sequence++;
                long waitingFrom =
                        outbox.isEmpty() ? sequence : outbox.keySet().iterator().next();
                outbox.put(
                        sequence,
                        deflated(SampleEncoder.uplink(
                                "played-" + no + "-" + sequence, now, "boot-" + no, sequence, waitingFrom, members)));
                send();
            }
        }

        private void connect() {
            new Bootstrap()
                    .group(threads)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel socket) {
                            socket.pipeline().addLast(new MqttDecoder(LARGEST), MqttEncoder.INSTANCE, One.this);
                        }
                    })
                    .connect("127.0.0.1", ports.get(host % ports.size()))
                    .addListener(done -> {
                        if (!done.isSuccess()) {
                            again();
                        }
                    });
        }

        /** As the uplink waits: by chance, up to a bound that doubles to a minute. */
        private void again() {
            host++;
            failures++;
            long bound = Math.min(60_000, 2_000L << Math.min(10, failures - 1));
            threads.schedule(this::connect, (long) (random.nextDouble() * bound), TimeUnit.MILLISECONDS);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
            channel.writeAndFlush(MqttMessageBuilders.connect()
                    .protocolVersion(MqttVersion.MQTT_5)
                    .clientId("acme_site-" + no % 50 + "_gw-" + no)
                    .cleanSession(true)
                    .keepAlive(0)
                    .build());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, MqttMessage message) {
            if (message instanceof MqttConnAckMessage answer) {
                if (answer.variableHeader().connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
                    context.close();
                    return;
                }
                ready = true;
                failures = 0;
                connects.incrementAndGet();
                perSecond
                        .computeIfAbsent(System.currentTimeMillis() / 1_000, second -> new AtomicLong())
                        .incrementAndGet();
                publish(
                        topics.status(),
                        StatusEncoder.offline(topics.identity(), "boot-" + no, "played"),
                        true,
                        nextPacket());
                send();
            } else if (message.fixedHeader().messageType() == MqttMessageType.PUBACK) {
                MqttPubReplyMessageVariableHeader answer = (MqttPubReplyMessageVariableHeader) message.variableHeader();
                Long done = underWay.remove(answer.messageId());
                if (done != null && (answer.reasonCode() & 0xFF) < 0x80) {
                    outbox.remove(done);
                    sent.incrementAndGet();
                }
                send();
            }
        }

        private int nextPacket() {
            packet = packet % 60_000 + 1;
            return packet;
        }

        private void send() {
            if (!ready) {
                return;
            }
            for (Map.Entry<Long, byte[]> batch : outbox.entrySet()) {
                if (underWay.size() >= 8) {
                    return;
                }
                if (!underWay.containsValue(batch.getKey())) {
                    int id = nextPacket();
                    underWay.put(id, batch.getKey());
                    publish(topics.bulk(), batch.getValue(), false, id);
                }
            }
        }

        private void publish(String topic, byte[] payload, boolean retained, int id) {
            MqttProperties properties = new MqttProperties();
            properties.add(new MqttProperties.UserProperty("content-encoding", "deflate"));
            channel.writeAndFlush(MqttMessageBuilders.publish()
                    .topicName(topic)
                    .qos(MqttQoS.AT_LEAST_ONCE)
                    .retained(retained)
                    .messageId(id)
                    .properties(properties)
                    .payload(Unpooled.wrappedBuffer(payload))
                    .build());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ready = false;
            underWay.clear();
            if (!threads.isShuttingDown()) {
                again();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Override
    public void close() {
        threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
