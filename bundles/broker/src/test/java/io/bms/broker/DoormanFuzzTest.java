// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.memory.HeapGauge;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.ReferenceCountUtil;
import java.time.Clock;
import java.util.Random;
import org.junit.Test;

/** The doorman alone, with Netty's decoder behind it: what he lets through is always a sound packet. */
public class DoormanFuzzTest {
    private static final int PACKETS = Integer.getInteger("bms.fuzz.packets", 100_000);
    private static final int PACKETS_EACH = 20;

    private final Door door = new Door(
            BrokerLimits.DEFAULTS,
            TestBroker.unruled(),
            new NoStore(),
            new RetainedLedger(),
            new LimitReport(Clock.systemUTC()),
            HeapGauge.NONE,
            new Introductions(),
            System::nanoTime);

    private int through;
    private int connects;

    @Test
    public void packets_drawnAtRandom_whatComesThroughIsSound() {
        Random random = new Random(31);
        PacketGrammar grammar = new PacketGrammar(1_883);
        for (int sent = 0; sent < PACKETS; ) {
            int version = random.nextBoolean() ? 5 : 4;
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.pipeline()
                    .addLast(new Doorman(door, channel, Peer.UNKNOWN), new MqttDecoder(MqttProtocol.MAX_PACKET_BYTES));
            send(channel, grammar.connect(version), random);
            sent++;
            if (channel.readInbound() instanceof MqttConnectMessage connect) {
                assertSound(connect);
                connects++;
                channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {0x20, 2, 0, 0}));
                channel.runPendingTasks();
                // the one that was sent is the one that counts: the grammar changes versions now and then
                int spoken = connect.variableHeader().version();
                for (int i = 0; i < PACKETS_EACH && channel.isActive(); i++, sent++) {
                    send(channel, grammar.packet(spoken), random);
                    judge(channel);
                }
            }
            channel.finishAndReleaseAll();
        }
        assertTrue("most get in: " + connects, connects > PACKETS / PACKETS_EACH / 3);
        assertTrue("many get through: " + through, through > PACKETS / 5);
        assertEquals("nobody is left", 0, door.inside());
    }

    private void judge(EmbeddedChannel channel) {
        for (Object packet = channel.readInbound(); packet != null; packet = channel.readInbound()) {
            assertSound((MqttMessage) packet);
            through++;
            if (packet instanceof MqttPublishMessage publish) {
                String topic = publish.variableHeader().topicName();
                assertTrue(BrokerReport.readable(topic), TopicRules.isTopicName(topic));
            }
            ReferenceCountUtil.release(packet);
        }
    }

    private static void assertSound(MqttMessage packet) {
        assertTrue(
                packet.fixedHeader() + " " + packet.decoderResult().cause(),
                packet.decoderResult().isSuccess());
    }

    /** Cut anywhere, as a network may. */
    private static void send(EmbeddedChannel channel, byte[] bytes, Random random) {
        int cut = random.nextInt(bytes.length + 1);
        write(channel, Unpooled.copiedBuffer(bytes, 0, cut));
        write(channel, Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
    }

    private static void write(EmbeddedChannel channel, ByteBuf piece) {
        if (channel.isOpen()) {
            channel.writeInbound(piece);
        } else {
            piece.release();
        }
    }
}
