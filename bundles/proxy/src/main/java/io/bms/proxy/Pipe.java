// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Attempt;
import io.bms.api.account.SignIn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One browser's way to the broker. It holds one piece of what comes from the broker: the next is read only
 * when the browser has taken that one, so a slow browser slows its own broker session and costs nothing else.
 * It holds a bounded amount of what goes to the broker; a browser that exceeds that is cut off.
 *
 * <p>Thread: bms-proxy-pipes, but for {@code pending} and {@code mayWait}, and the methods that say so.
 */
final class Pipe implements FirstPacket.Door {
    /** The browser's side. Called on the loop's thread; returns at once. */
    interface Client {
        /** @param taken to be run once, when the bytes have left */
        void send(ByteBuffer bytes, Runnable taken);

        /** The broker let it in; from now on it may send large messages. */
        void signedIn();

        void close(End end, String reason);
    }

    /** Why a pipe ended. */
    enum End {
        BROKER_AWAY,
        BROKER_CLOSED,
        REFUSED,
        TOO_SLOW,
        GOING_AWAY,
        FAILED
    }

    /**
     * Bytes that a client may have waiting for the broker before it is signed in, besides the message that is being
     * written.
     */
    private static final long STRANGERS_PENDING_BYTES = 64 * 1024;
    /** Bytes that may wait before the largest packet. */
    private static final long MORE_PENDING_BYTES = 1024 * 1024;
    /**
     * The same once it is signed in: the largest packet and what waits before it, so that a slow broker cuts nobody
     * off.
     */
    private static final long MAX_PENDING_BYTES = MqttEndpoint.MAX_MESSAGE_BYTES + MORE_PENDING_BYTES;

    private static final Duration SIGN_IN_WITHIN = Duration.ofSeconds(10);
    private static final Duration TAKE_WITHIN = Duration.ofSeconds(60);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final Logger LOG = LoggerFactory.getLogger(Pipe.class);

    private final PipeLoop loop;
    private final FirstPacket firstPacket;
    private final Checks checks;
    private final Runnable connect;
    private final Client client;
    private final Clock clock;
    private final Instant openedAt;
    private final AtomicLong pending = new AtomicLong();
    private volatile long mayWait = STRANGERS_PENDING_BYTES;
    private final Deque<ByteBuffer> outgoing = new ArrayDeque<>();
    private final FirstReply firstReply = new FirstReply();
    private SocketChannel channel;
    private BrokerStream stream;
    private SelectionKey key;
    private Consumer<InetSocketAddress> opened = near -> {};
    private Instant sendingSince;
    private boolean connecting;
    private boolean refused;
    private boolean ended;
    private volatile boolean awaitingConnect = true;

    /** @param connect to the broker; called once, on the loop's thread */
    Pipe(PipeLoop loop, FirstPacket firstPacket, Checks checks, Client client, Clock clock, Consumer<Pipe> connect) {
        this.loop = loop;
        this.firstPacket = firstPacket;
        this.checks = checks;
        this.connect = () -> connect.accept(this);
        this.client = client;
        this.clock = clock;
        this.openedAt = clock.instant();
    }

    /**
     * Takes bytes for the broker. From any thread; returns at once.
     *
     * @return false if too many wait already; the bytes are not taken, and the pipe is to be closed
     */
    boolean toBroker(byte[] bytes) {
        if (pending.get() > mayWait) {
            return false;
        }
        pending.addAndGet(bytes.length);
        loop.execute(this, () -> write(bytes));
        return true;
    }

    /** The browser is gone. From any thread. */
    void close() {
        loop.execute(this, this::release);
    }

    /** @param told of the near end once there is one, before anything is sent */
    void connecting(
            SocketChannel towards, BrokerStream over, SelectionKey registered, Consumer<InetSocketAddress> told) {
        channel = towards;
        opened = told;
        stream = over;
        key = registered;
    }

    void ready() {
        try {
            if (key.isValid() && key.isConnectable() && channel.finishConnect()) {
                channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
                opened.accept((InetSocketAddress) channel.getLocalAddress());
                key.interestOps(SelectionKey.OP_READ);
                flush();
            }
        } catch (IOException e) {
            lost("the MQTT broker does not answer", e);
            return;
        }
        unlessBroken(() -> {
            if (key.isValid() && key.isReadable()) {
                read();
            }
            if (key.isValid() && key.isWritable()) {
                flush();
                readOn();
            }
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    private void unlessBroken(Step step) {
        try {
            step.run();
        } catch (SSLException e) {
            LOG.warn(
                    "no TLS with the MQTT broker: {}; if its certificate is not known here, have Java trust its issuer",
                    e.getMessage());
            end(End.BROKER_AWAY, "TLS with the MQTT broker failed; the gateway's log says why");
        } catch (IOException e) {
            LOG.debug("the connection to the broker broke", e);
            end(End.BROKER_CLOSED, "the connection to the MQTT broker broke");
        }
    }

    /** Looks at the time limits. */
    void lookAround() {
        Instant now = clock.instant();
        if (!firstReply.isPositive() && now.isAfter(openedAt.plus(SIGN_IN_WITHIN))) {
            end(End.REFUSED, "no MQTT sign-in within " + SIGN_IN_WITHIN.toSeconds() + " seconds");
        } else if (sendingSince != null && now.isAfter(sendingSince.plus(TAKE_WITHIN))) {
            end(End.TOO_SLOW, "nothing was taken for " + TAKE_WITHIN.toSeconds() + " seconds");
        }
    }

    void lost(String reason, IOException cause) {
        LOG.debug(reason, cause);
        end(End.BROKER_AWAY, reason);
    }

    void goingAway() {
        end(End.GOING_AWAY, "the gateway's web port restarts");
    }

    void failed() {
        end(End.FAILED, "the gateway failed at this connection; its log says why");
    }

    private void write(byte[] bytes) {
        if (ended || refused) {
            return;
        }
        pending.addAndGet(-bytes.length);
        firstPacket.take(bytes).at(this);
    }

    /** Whether nothing worth keeping has come yet. From any thread. */
    boolean isAwaitingConnect() {
        return awaitingConnect;
    }

    @Override
    public void check(Attempt attempt) {
        awaitingConnect = false;
        checks.check(attempt, result -> loop.execute(this, () -> decided(result)));
    }

    private void decided(SignIn result) {
        if (!ended) {
            firstPacket.decided(result).at(this);
        }
    }

    @Override
    public void refuse(ByteBuffer connack, String reason) {
        refused = true;
        client.send(connack, () -> loop.execute(this, () -> end(End.REFUSED, reason)));
    }

    @Override
    public void pass(ByteBuffer bytes) {
        awaitingConnect = false;
        outgoing.add(bytes);
        pending.addAndGet(bytes.remaining());
        if (!connecting) {
            connecting = true;
            connect.run();
        } else if (channel != null && channel.isConnected()) {
            unlessBroken(this::flush);
        }
    }

    private void flush() throws IOException {
        stream.write(NOTHING);
        while (!outgoing.isEmpty() && !stream.isBlocked()) {
            int taken = stream.write(outgoing.peek());
            pending.addAndGet(-taken);
            if (outgoing.peek().hasRemaining()) {
                break;
            }
            outgoing.remove();
        }
        if (stream.isBlocked()) {
            key.interestOpsOr(SelectionKey.OP_WRITE);
        } else {
            key.interestOpsAnd(~SelectionKey.OP_WRITE);
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = loop.buffer();
        int count = stream.read(buffer);
        if (count < 0) {
            end(End.BROKER_CLOSED, "the MQTT broker closed the connection");
            return;
        }
        flush();
        if (count == 0) {
            return;
        }
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        FirstReply.Answer answer = firstReply.look(bytes);
        if (answer == FirstReply.Answer.LET_IN) {
            mayWait = MAX_PENDING_BYTES;
            client.signedIn();
        } else if (answer == FirstReply.Answer.WRONG_CREDENTIALS) {
            firstPacket.wrongCredentials();
        }
        key.interestOpsAnd(~SelectionKey.OP_READ);
        sendingSince = clock.instant();
        client.send(ByteBuffer.wrap(bytes), () -> loop.execute(this, this::taken));
    }

    /** The socket does not say that it is readable for what is here already. */
    private void readOn() throws IOException {
        if (stream.holdsMore() && sendingSince == null) {
            read();
        }
    }

    private void taken() {
        sendingSince = null;
        if (ended) {
            return;
        }
        key.interestOpsOr(SelectionKey.OP_READ);
        unlessBroken(this::readOn);
    }

    private void end(End end, String reason) {
        if (!ended) {
            release();
            client.close(end, reason);
        }
    }

    private void release() {
        ended = true;
        outgoing.clear();
        loop.forget(this);
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("a channel did not close", e);
            }
        }
    }
}
