// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

public class InflowTest {
    private static final int KIB = 1024;

    private final AtomicLong ofAll = new AtomicLong();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Deque<MqttPublishMessage> before = new ArrayDeque<>();

    public InflowTest() {
        channel.pipeline().addLast(new Inflow(new Valve(channel), ofAll));
    }

    @Test
    public void publications_moreThanTheMost_stopTheReadingUntilAllAreProcessed() {
        while (isRead()) {
            publish(10 * KIB);
        }
        assertTrue("" + before.size(), before.size() > 90 && before.size() < 110);
        while (before.size() > 1) {
            assertTrue(before.remove().release());
            assertFalse("a thread is to be free of it", isRead());
        }
        before.remove().release();
        assertTrue(isRead());
        assertEquals(0, ofAll.get());
    }

    @Test
    public void publications_inACrowd_areHeldEarlier() {
        ofAll.set(Inflow.MAX_BYTES_OF_ALL);
        while (isRead()) {
            publish(10 * KIB);
        }
        assertTrue("" + before.size(), before.size() <= 7);
        before.forEach(MqttPublishMessage::release);
        assertTrue(isRead());
        assertEquals(Inflow.MAX_BYTES_OF_ALL, ofAll.get());
    }

    private void publish(int bytes) {
        channel.writeInbound(MqttMessageBuilders.publish()
                .topicName("a")
                .qos(MqttQoS.AT_MOST_ONCE)
                .payload(Unpooled.buffer(bytes).writeZero(bytes))
                .build());
        before.add(channel.readInbound());
    }

    private boolean isRead() {
        return channel.config().isAutoRead();
    }
}
