// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops reading a connection while Artemis has enough of its publications before it, until it is through
 * with them. Artemis puts what is read into a queue without a bound, and the thread that empties one
 * connection's queue stays with it until it is empty: a few clients that publish without a pause took
 * the memory, and all threads from everybody else.
 *
 * <p>Thread: the connection's of Netty; Artemis releases packets on any.
 */
final class Inflow extends ChannelInboundHandlerAdapter {
    /** A client that keeps to the {@link ReceiveMaximum} with small messages is never held. */
    static final int MAX_BYTES = 1024 * 1024;

    /** Bytes that one connection may have unprocessed while all together have more than {@link #MAX_BYTES_OF_ALL}. */
    static final int MAX_BYTES_IN_A_CROWD = 64 * 1024;

    static final int MAX_BYTES_OF_ALL = 16 * 1024 * 1024;

    /** Heap bytes of one queued publication besides its payload. */
    private static final int EACH_BYTES = 512;

    private final Valve valve;
    private final AtomicLong ofAll;
    private final AtomicLong unprocessed = new AtomicLong();

    /** @param ofAll what all connections have before Artemis */
    Inflow(Valve valve, AtomicLong ofAll) {
        this.valve = valve;
        this.ofAll = ofAll;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
        if (packet instanceof MqttPublishMessage publish
                && publish.decoderResult().isSuccess()) {
            Counted counted = new Counted(publish, this);
            int most = ofAll.addAndGet(counted.cost) > MAX_BYTES_OF_ALL ? MAX_BYTES_IN_A_CROWD : MAX_BYTES;
            if (unprocessed.addAndGet(counted.cost) > most) {
                valve.hold(Valve.Hold.UNPROCESSED);
            }
            context.fireChannelRead(counted);
        } else {
            context.fireChannelRead(packet);
        }
    }

    private void processed(int bytes) {
        ofAll.addAndGet(-bytes);
        if (unprocessed.addAndGet(-bytes) == 0) {
            valve.release(Valve.Hold.UNPROCESSED);
        }
    }

    /** Artemis releases a packet when it is through with it. */
    private static final class Counted extends MqttPublishMessage {
        private final int cost;
        private final Inflow inflow;

        Counted(MqttPublishMessage packet, Inflow inflow) {
            super(packet.fixedHeader(), packet.variableHeader(), packet.payload());
            this.cost = EACH_BYTES + payload().readableBytes();
            this.inflow = inflow;
        }

        @Override
        public boolean release() {
            return released(super.release());
        }

        @Override
        public boolean release(int decrement) {
            return released(super.release(decrement));
        }

        private boolean released(boolean last) {
            if (last) {
                inflow.processed(cost);
            }
            return last;
        }
    }
}
