// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.api.account.Accounts.Standing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Stands before one connection, between the bytes and whoever makes something of them. It takes whole
 * packets off the stream, judges them as bytes, and lets only sound ones through: first one CONNECT and
 * nothing more until that is answered, then whatever the rules and the {@link Door}'s limits allow. What is
 * refused is answered with the standard's reason code; where MQTT 3.1.1 has none, the connection ends.
 *
 * <p>Thread: the connection's of Netty.
 */
final class Doorman extends ChannelDuplexHandler implements WaitingRoom.Visitor {
    private enum State {
        WAITING,
        SIGNING_IN,
        IN,
        CLOSED
    }

    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH = 3;
    private static final int PUBREL = 6;
    private static final int SUBSCRIBE = 8;
    private static final int PUBREC = 0x50;
    private static final int SUBACK = 0x90;
    /** What may come before the CONNACK, as MQTT 5, 3.1.4 allows: more than one read of a socket. */
    private static final int EARLY_BYTES = 256 * 1024;
    /** A sign-in may have to wait for others; a client waits 30 s as a rule. */
    private static final int SIGN_IN_SECONDS = 60;
    /** How long a refused connection stays open, so that the client can read the reason. */
    private static final int FAREWELL_SECONDS = 1;

    /** Unanswered SUBSCRIBEs of one connection; each can make the broker send every retained message. */
    private static final int SUBSCRIBES_UNDER_WAY = 4;

    private final Door door;
    private final Channel channel;
    private final InetAddress from;
    private String address = "";
    private final Peer peer;
    private final Valve valve;
    private final PacketStream stream = new PacketStream(this::admits);
    private final Deque<ByteBuf> early = new ArrayDeque<>();
    private final Map<Integer, SubscribePacket.Refused> refused = new HashMap<>();
    private final Set<String> filters = new HashSet<>();
    private final UnderWay underWay = new UnderWay();
    /** Topics that this client may publish to, and that the broker has. */
    private final KnownTopics knownTopics = new KnownTopics();

    private State state = State.WAITING;
    private boolean begun;
    private ConnectPacket connect = ConnectPacket.NONE;
    private Optional<Standing> standing = Optional.empty();
    private TopicPermissions permissions = TopicPermissions.NONE;
    /** The account's, once it is signed in. */
    private RateBucket rate;

    private boolean tooFast;
    private boolean willRefused;
    private volatile boolean hasNoPlace;
    private int earlyBytes;
    private int reserved;
    private int subscribesUnderWay;
    private ScheduledFuture<?> deadline;

    Doorman(Door door, Channel channel, Peer peer) {
        this.door = door;
        this.channel = channel;
        this.from = channel.remoteAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
        this.peer = peer;
        this.valve = new Valve(channel);
    }

    /** That of a connection. */
    static Optional<Doorman> of(Channel channel) {
        return Optional.ofNullable(channel.pipeline().get(Doorman.class));
    }

    InetAddress from() {
        return from;
    }

    /** From where its client comes, be it by the web port. */
    String address() {
        return address;
    }

    boolean isConnected() {
        return channel.isActive();
    }

    /** From the thread that has found the password right. */
    boolean takePlace() {
        hasNoPlace = !door.takePlace(this);
        return !hasNoPlace;
    }

    /** For the end of the pipeline. */
    Inflow inflow() {
        return new Inflow(valve, door.unprocessed());
    }

    String account() {
        return Account.ofUser(connect.user());
    }

    String clientId() {
        return connect.clientId();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        int seconds = door.limits().connectSeconds();
        deadline = context.executor().schedule(this::sendAway, seconds, TimeUnit.SECONDS);
    }

    @Override
    public void sendAway() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        switch (state) {
            case CLOSED -> bytes.release();
            case SIGNING_IN -> keepEarly(context, bytes);
            case WAITING, IN -> readAll(context, bytes);
        }
    }

    private void keepEarly(ChannelHandlerContext context, ByteBuf bytes) {
        early.add(bytes);
        earlyBytes += bytes.readableBytes();
        if (earlyBytes > EARLY_BYTES) {
            close(context, Unpooled.EMPTY_BUFFER);
        }
    }

    private void readAll(ChannelHandlerContext context, ByteBuf bytes) {
        if (!begun && bytes.isReadable()) {
            begun = true;
            if (bytes.getUnsignedByte(bytes.readerIndex()) != CONNECT) {
                bytes.release();
                close(context, Unpooled.EMPTY_BUFFER);
                return;
            }
        }
        stream.offer(bytes);
        readPackets(context);
    }

    private void readPackets(ChannelHandlerContext context) {
        PacketStream.Head head = PacketStream.Head.WHOLE;
        while (isReading() && (head = stream.head()) == PacketStream.Head.WHOLE) {
            if (state == State.IN && stream.isInPiece() && stream.firstByte() >> 4 == PUBLISH) {
                judgePublish(context);
            } else {
                pass(context);
                judge(context, stream.take());
            }
        }
        pass(context);
        if (head == PacketStream.Head.REFUSED) {
            close(context, Reason.disconnect(connect.version(), Reason.PACKET_TOO_LARGE));
        } else if (isReading() && !reserve(stream.keptBytes())) {
            close(context, Reason.disconnect(connect.version(), Reason.QUOTA_EXCEEDED));
        }
    }

    private boolean isReading() {
        return state == State.WAITING || state == State.IN;
    }

    /** Before anything of it is kept. */
    private boolean admits(int firstByte, int wholeBytes) {
        if (state == State.WAITING) {
            return firstByte == CONNECT && wholeBytes <= BrokerLimits.CONNECT_BYTES;
        }
        boolean publish = firstByte >> 4 == PUBLISH;
        return wholeBytes <= (publish ? MqttProtocol.MAX_PACKET_BYTES : BrokerLimits.CONTROL_BYTES);
    }

    private boolean reserve(int kept) {
        boolean granted = state != State.IN || door.reserve(account(), kept - reserved);
        reserved = granted && state == State.IN ? kept : reserved;
        return granted;
    }

    /** Publications that come one after the other go on together, which costs less than one by one. */
    private void judgePublish(ChannelHandlerContext context) {
        ByteBuf packet = stream.lend();
        boolean through = false;
        try {
            int bodyAt = PacketStream.bodyAt(packet);
            through = publish(context, packet, PublishPacket.read(packet, bodyAt, connect.version()));
        } catch (BrokenPacketException broken) {
            refuse(context, broken);
        }
        if (through) {
            stream.join();
        } else {
            pass(context);
        }
    }

    /** What came before it goes on first. */
    private void refuse(ChannelHandlerContext context, BrokenPacketException broken) {
        pass(context);
        close(context, Reason.disconnect(connect.version(), broken.reason()));
    }

    private void pass(ChannelHandlerContext context) {
        stream.run().ifPresent(context::fireChannelRead);
    }

    /** Takes the packet over. */
    private void judge(ChannelHandlerContext context, ByteBuf arrived) {
        ByteBuf packet = state == State.WAITING ? peer.introduce(arrived) : arrived;
        int bodyAt = PacketStream.bodyAt(packet);
        boolean through = false;
        try {
            through = state == State.WAITING
                    ? connect(context, packet, bodyAt) && isWholeWish(context, packet, bodyAt)
                    : packet(context, packet, bodyAt);
        } catch (BrokenPacketException broken) {
            refuse(context, broken);
        }
        if (through) {
            context.fireChannelRead(packet);
        } else {
            packet.release();
        }
    }

    private boolean connect(ChannelHandlerContext context, ByteBuf packet, int bodyAt) {
        ConnectPacket wish = ConnectPacket.read(packet, bodyAt).orElse(ConnectPacket.NONE);
        int reason = wish.refusal().orElse(0);
        if (wish == ConnectPacket.NONE) {
            close(context, Unpooled.EMPTY_BUFFER);
            return false;
        }
        reason = reason == 0 && !peer.mayBe(wish.user()) ? Reason.NOT_AUTHORIZED : reason;
        reason = reason == 0 ? door.admit(this, wish) : reason;
        if (reason != 0) {
            close(context, Reason.connack(wish.version(), reason));
            return false;
        }
        connect = wish;
        address = door.introductions().take(channel.remoteAddress()).orElseGet(from::getHostAddress);
        standing = door.members().standing(wish.user());
        permissions = door.members().permissions(wish.user(), standing, wish.clientId());
        state = State.SIGNING_IN;
        valve.hold(Valve.Hold.SIGNING_IN);
        deadline.cancel(false);
        deadline = context.executor().schedule(this::sendAway, SIGN_IN_SECONDS, TimeUnit.SECONDS);
        return true;
    }

    /**
     * Passes a CONNECT on without what the account may not have, if there is such: the will, which is told when the
     * password was right, lest strangers learn who may what.
     *
     * @return whether it may go on as it came
     */
    private boolean isWholeWish(ChannelHandlerContext context, ByteBuf packet, int bodyAt)
            throws BrokenPacketException {
        if (door.mustBeginAnew(connect, permissions)) {
            ConnectPacket.beginAnew(packet, bodyAt);
        }
        willRefused = connect.will()
                .map(ConnectPacket.Will::topic)
                .filter(topic -> !permissions.mayLeave(topic))
                .isPresent();
        if (willRefused) {
            context.fireChannelRead(connect.withoutWill(packet, bodyAt));
        }
        return !willRefused;
    }

    private boolean packet(ChannelHandlerContext context, ByteBuf packet, int bodyAt) throws BrokenPacketException {
        int type = packet.getUnsignedByte(packet.readerIndex()) >> 4;
        if (type == PUBLISH) {
            return publish(context, packet, PublishPacket.read(packet, bodyAt, connect.version()));
        }
        if (type == SUBSCRIBE) {
            return subscribe(context, packet, bodyAt);
        }
        OtherPackets.check(packet, bodyAt, connect.version(), connect.sessionStays(), filters::remove);
        if (type == PUBREL) {
            underWay.released(packet, bodyAt);
        }
        return true;
    }

    private boolean publish(ChannelHandlerContext context, ByteBuf packet, PublishPacket publish)
            throws BrokenPacketException {
        int reason = publish.soundTopic() ? 0 : Reason.TOPIC_NAME_INVALID;
        if (reason == 0 && !Members.isGateway(account())) {
            slowDown(context);
            reason = against(publish, publish.topic(packet));
        }
        if (reason == 0) {
            if (publish.qos() == 2 && connect.version() == Reason.MQTT_5) {
                underWay.begun(publish.packetId());
            }
            return true;
        }
        if (connect.version() < Reason.MQTT_5 || publish.qos() == 0) {
            throw new BrokenPacketException(reason);
        }
        context.writeAndFlush(Reason.refusal(publish.qos(), publish.packetId(), reason));
        return false;
    }

    /** @return a reason code, or 0 */
    private int against(PublishPacket publish, String topic) {
        boolean known = knownTopics.contains(topic);
        if (!known && !permissions.mayPublish(topic)) {
            return Reason.NOT_AUTHORIZED;
        }
        if (known && !publish.retain()) {
            return 0;
        }
        if (door.publish(account(), topic, publish.retain(), publish.payloadBytes())
                .isPresent()) {
            return Reason.QUOTA_EXCEEDED;
        }
        knownTopics.add(topic);
        return 0;
    }

    private void slowDown(ChannelHandlerContext context) {
        long wait = rate.owe(door.nanoTime());
        if (wait > 0 && !tooFast) {
            tooFast = true;
            valve.hold(Valve.Hold.TOO_FAST);
            door.tooFast(account());
            goOnAfter(context, wait);
        }
    }

    /**
     * What had been read already was judged meanwhile, and other connections of the account go on: so it asks again.
     */
    private void goOnAfter(ChannelHandlerContext context, long wait) {
        context.executor()
                .schedule(
                        () -> {
                            long more = rate.owed(door.nanoTime());
                            if (more > 0) {
                                goOnAfter(context, more);
                            } else {
                                tooFast = false;
                                valve.release(Valve.Hold.TOO_FAST);
                            }
                        },
                        wait,
                        TimeUnit.NANOSECONDS);
    }

    private boolean subscribe(ChannelHandlerContext context, ByteBuf packet, int bodyAt) throws BrokenPacketException {
        SubscribePacket subscribe = SubscribePacket.read(
                packet, bodyAt, connect.version(), BrokerLimits.FILTERS_PER_SUBSCRIBE, this::mayHave);
        if (subscribe.isEmpty()) {
            context.writeAndFlush(subscribe.refused().alone(subscribe.packetId(), connect.version()));
            return false;
        }
        if (++subscribesUnderWay >= SUBSCRIBES_UNDER_WAY) {
            valve.hold(Valve.Hold.SUBSCRIBING);
        }
        if (subscribe.isWhole()) {
            return true;
        }
        refused.put(subscribe.packetId(), subscribe.refused());
        context.fireChannelRead(subscribe.reduced());
        return false;
    }

    private int mayHave(String filter) {
        if (Members.isGateway(account()) || filters.contains(filter)) {
            return 0;
        }
        if (!permissions.maySubscribe(filter)) {
            return Reason.NOT_AUTHORIZED;
        }
        if (!door.maySubscribe(this, filters.size() + 1)) {
            return Reason.QUOTA_EXCEEDED;
        }
        filters.add(filter);
        return 0;
    }

    @Override
    public void write(ChannelHandlerContext context, Object packet, ChannelPromise promise) {
        if (!(packet instanceof ByteBuf bytes) || !bytes.isReadable()) {
            context.write(packet, promise);
            return;
        }
        int first = bytes.getUnsignedByte(bytes.readerIndex());
        if (first == SUBACK) {
            context.write(suback(bytes), promise);
            return;
        }
        if (first == PUBREC) {
            underWay.answered(bytes);
        }
        if (first == CONNACK && state == State.SIGNING_IN) {
            answered(context, bytes, promise);
        } else {
            context.write(packet, promise);
        }
    }

    private void answered(ChannelHandlerContext context, ByteBuf connack, ChannelPromise promise) {
        boolean accepted = connack.getByte(connack.readerIndex() + 3) == 0;
        int refusal = hasNoPlace
                ? Reason.QUOTA_EXCEEDED
                : accepted && (willRefused || isStranger()) ? Reason.NOT_AUTHORIZED : 0;
        if (refusal != 0) {
            connack.release();
            promise.setSuccess();
            close(context, Reason.connack(connect.version(), refusal));
            return;
        }
        context.write(connack, promise);
        if (accepted) {
            letIn(context);
        }
    }

    /** Whether the account, credential or certificate is not any longer what it was when this connection began. */
    private boolean isStranger() {
        return !Members.isGateway(connect.user())
                && (standing.isEmpty() || !standing.equals(door.members().standing(connect.user())) || !peer.isGood());
    }

    /** From any thread. */
    void leaveIfStranger() {
        if (isStranger()) {
            expel(Reason.ADMINISTRATIVE_ACTION);
        }
    }

    private ByteBuf suback(ByteBuf answer) {
        if (--subscribesUnderWay < SUBSCRIBES_UNDER_WAY) {
            valve.release(Valve.Hold.SUBSCRIBING);
        }
        SubscribePacket.Refused more = refused.remove(SubscribePacket.packetId(answer));
        return more == null ? answer : more.complete(answer, connect.version());
    }

    private void letIn(ChannelHandlerContext context) {
        state = State.IN;
        deadline.cancel(false);
        filters.addAll(door.signedIn(this));
        rate = door.publishRate(account());
        WebSocketFrames.signedIn(context.pipeline());
        context.executor().execute(() -> {
            readPackets(context);
            while (!early.isEmpty() && state == State.IN) {
                stream.offer(early.remove());
                readPackets(context);
            }
            valve.release(Valve.Hold.SIGNING_IN);
        });
    }

    /** Closes the connection of a client that does not read what it subscribed to. */
    void expel(int reason) {
        ChannelHandlerContext context = channel.pipeline().context(this);
        if (context != null) {
            context.executor().execute(() -> {
                if (state == State.IN) {
                    close(context, Reason.disconnect(connect.version(), reason));
                }
            });
        }
    }

    /** Says why, if there is a way to, and goes on reading for a moment, lest the reason is lost in a reset. */
    private void close(ChannelHandlerContext context, ByteBuf lastWords) {
        state = State.CLOSED;
        if (!lastWords.isReadable()) {
            context.close();
            return;
        }
        ChannelFuture said = context.writeAndFlush(lastWords);
        if (channel instanceof DuplexChannel socket) {
            said.addListener(done -> socket.shutdownOutput());
        }
        for (Valve.Hold hold : Valve.Hold.values()) {
            valve.release(hold);
        }
        context.executor().schedule(this::sendAway, FAREWELL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.cancel(false);
        door.signedOut(this);
        door.reserve(account(), -reserved);
        reserved = 0;
        state = State.CLOSED;
        stream.release();
        early.forEach(ByteBuf::release);
        early.clear();
        context.fireChannelInactive();
    }
}
