// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that moves bytes between the broker and all browsers. Everything in a {@link Pipe} happens on it.
 * Thread: any; the work is done on bms-proxy-pipes.
 */
final class PipeLoop implements AutoCloseable {
    private static final int READ_BYTES = 16 * 1024;
    private static final long LOOK_AROUND_MS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(PipeLoop.class);

    private final Clock clock;
    private final Checks checks;
    private final Selector selector;
    /** Those that are open. Used by the thread. */
    private final Set<Pipe> pipes = new HashSet<>();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final Thread thread;
    private volatile boolean closed;
    private long lookedAroundAt;

    PipeLoop(Clock clock, Checks checks) {
        this.clock = clock;
        this.checks = checks;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector; the limit of open files is reached", e);
        }
        thread = new Thread(this::run, "bms-proxy-pipes");
        thread.setDaemon(true);
        thread.start();
    }

    /** It connects once its first packet is let through, and tells its client then whether that worked. */
    Pipe open(BrokerAddress address, FirstPacket firstPacket, Pipe.Client client) {
        InetSocketAddress broker = new InetSocketAddress(address.host(), address.port());
        Pipe opened = new Pipe(this, firstPacket, checks, client, clock, pipe -> connect(pipe, broker, address));
        execute(opened, () -> pipes.add(opened));
        return opened;
    }

    /** On the loop's thread. */
    void forget(Pipe pipe) {
        pipes.remove(pipe);
    }

    void execute(Pipe pipe, Runnable task) {
        tasks.add(() -> guarded(pipe, task));
        selector.wakeup();
    }

    /** One for all, since only one pipe at a time reads, on the loop's thread. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(LOOK_AROUND_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connect(Pipe pipe, InetSocketAddress broker, BrokerAddress address) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            BrokerStream stream = address.tls().isPresent()
                    ? TlsStream.over(channel, address.tls().get(), address.host(), address.port())
                    : new BrokerStream.Plain(channel);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, pipe);
            pipe.connecting(channel, stream, key, address.opened());
            if (broker.isUnresolved()) {
                throw new IOException("unknown host " + address.host());
            }
            channel.connect(broker);
        } catch (IOException e) {
            pipe.lost("the MQTT broker does not answer", e);
        }
    }

    /** Runs at most once a second, however much is going on. */
    private void lookAround() {
        long now = clock.millis();
        if (now - lookedAroundAt >= LOOK_AROUND_MS || now < lookedAroundAt) {
            lookedAroundAt = now;
            List.copyOf(pipes).forEach(pipe -> guarded(pipe, pipe::lookAround));
        }
    }

    private void ready(SelectionKey key) {
        Pipe pipe = (Pipe) key.attachment();
        guarded(pipe, pipe::ready);
    }

    /** A mistake that one connection brings to light ends that one only. */
    private static void guarded(Pipe pipe, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("an MQTT connection over WebSocket failed", e);
            pipe.failed();
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::ready, LOOK_AROUND_MS);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                lookAround();
            }
        } catch (IOException | ClosedSelectorException e) {
            LOG.error("MQTT over WebSocket has stopped; restart the bundle io.bms.proxy", e);
        } finally {
            List.copyOf(pipes).forEach(Pipe::goingAway);
            try {
                selector.close();
            } catch (IOException e) {
                LOG.debug("the selector did not close", e);
            }
        }
    }
}
