// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.Verdict;
import io.bms.bacnet.settings.BacnetSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Stack} open: tries again while the port is taken, and replaces a stack whose thread is stuck. All of
 * this runs on a thread of its own, since starting and stopping the library blocks. Thread: any; works on
 * bms-bacnet-link.
 */
public final class BacnetPort {
    public static final String SILENCED =
            "A DeviceCommunicationControl has silenced the gateway, so nothing is read; its sender can"
                    + " enable it again, or take deviceCommunicationControl out of inboundServices in io.bms.bacnet.cfg";

    private static final Logger LOG = LoggerFactory.getLogger(BacnetPort.class);
    private static final long FIRST_RETRY_MS = 250;
    private static final long HANDOVER_RETRY_MS = 10;
    private static final long LONGEST_RETRY_MS = 15_000;
    private static final long LOOK_MS = 10;
    private static final long PULSE_MS = 1000;
    /** After this many unanswered pulses, one a second, the library's thread counts as stuck. */
    private static final int MISSED_PULSES = 3;

    private static final int PULSES_PER_REFRESH = 5;

    private final BacnetSettings settings;
    private final Outstanding outstanding;
    private final UnaskedPackets unasked;
    private final String version;
    private final Optional<ForeignDevice> foreign;
    private final ScheduledExecutorService thread;
    private final Clock clock;

    private volatile Optional<Stack> stack = Optional.empty();
    private volatile Optional<Fence> fence = Optional.empty();
    private volatile Optional<Trouble> trouble = Optional.empty();
    private volatile Optional<Trouble> replaced = Optional.empty();
    private volatile Optional<Trouble> silenced = Optional.empty();
    private volatile boolean closed;
    private long retryMs = FIRST_RETRY_MS;
    /** For how long it is no trouble yet that another driver holds the port. */
    private volatile long handoverUntilNanos;

    private long pulsesSent;
    private int replacements;

    /** Why the port is not open, or was not, in words. */
    public record Trouble(String message, Instant since) {}

    /** @param version of the gateway, which it tells the network */
    public BacnetPort(
            BacnetSettings settings,
            Outstanding outstanding,
            UnaskedPackets unasked,
            String version,
            ScheduledExecutorService thread,
            Clock clock) {
        this.version = version;
        this.settings = settings;
        this.outstanding = outstanding;
        this.unasked = unasked;
        foreign = settings.bbmd().map(bbmd -> new ForeignDevice(bbmd, System::nanoTime, clock));
        this.thread = thread;
        this.clock = clock;
    }

    /** Opens soon, and watches from then on. */
    public void open() {
        open(Duration.ZERO);
    }

    /** @param handover how long the driver before this one may take to free the port */
    public void open(Duration handover) {
        handoverUntilNanos = System.nanoTime() + handover.toNanos();
        thread.execute(this::tryOpen);
        thread.scheduleWithFixedDelay(this::watch, PULSE_MS, PULSE_MS, TimeUnit.MILLISECONDS);
    }

    /** The open stack, if there is one now. */
    public Optional<Stack> stack() {
        return stack;
    }

    /** Whether an address is one of the gateway's own; none is while the port is closed. */
    public boolean isOwn(InetSocketAddress address) {
        return stack().filter(open -> open.isOwn(address)).isPresent();
    }

    /** Whether there is no open stack, and one is on its way: it was not tried yet, or the former is being replaced. */
    public boolean isOpening() {
        return !closed && stack.isEmpty() && trouble.isEmpty();
    }

    /**
     * Waits for a stack that is on its way; opening one takes a fraction of a second. Nothing is silent, nor is
     * anything refused, because the port is not open yet, as it is for a moment once the driver was replaced.
     *
     * @return completes on {@code worker} once it is open, cannot be opened, or {@code most} is over; at once if none
     *     is on its way
     */
    public CompletionStage<Void> opened(ScheduledExecutorService worker, Duration most) {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        look(worker, most.toMillis(), opened);
        return opened;
    }

    private void look(ScheduledExecutorService worker, long leftMs, CompletableFuture<Void> opened) {
        if (isOpening() && leftMs > 0) {
            worker.schedule(() -> look(worker, leftMs - LOOK_MS, opened), LOOK_MS, TimeUnit.MILLISECONDS);
        } else {
            opened.complete(null);
        }
    }

    /** Why there is no open stack, in words. */
    public String closedReason() {
        return trouble.map(Trouble::message).orElse("The BACnet port is just being opened; try again in a moment");
    }

    /** Why the port cannot be opened, if it cannot. */
    public Optional<Trouble> trouble() {
        return trouble;
    }

    /** Why the gateway is not registered at its BBMD, if it has one and is not. */
    public Optional<Trouble> unregistered() {
        return foreign.flatMap(ForeignDevice::trouble);
    }

    /** That the library had to be replaced, if so. */
    public Optional<Trouble> replaced() {
        return replaced;
    }

    /** That a DeviceCommunicationControl forbids the gateway to ask, while that lasts. */
    public Optional<Trouble> silenced() {
        return silenced;
    }

    /** How many packets got which verdict since the port was last opened. */
    public Map<Verdict, Long> packets() {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        fence.ifPresent(current -> counts.putAll(current.counts()));
        return counts;
    }

    private void tryOpen() {
        if (closed) {
            return;
        }
        try {
            Stack opened = Stack.start(
                    settings, outstanding, unasked, foreign, version, started -> fence = Optional.of(started));
            pulsesSent = 0;
            opened.keepRegistered();
            opened.announce();
            stack = Optional.of(opened);
            trouble = Optional.empty();
            retryMs = FIRST_RETRY_MS;
            handoverUntilNanos = System.nanoTime();
            LOG.info("BACnet/IP is open on {}:{}", settings.bind().getHostAddress(), settings.port());
        } catch (IOException | RuntimeException e) { // the thread's outermost frame
            if (System.nanoTime() - handoverUntilNanos < 0) {
                thread.schedule(this::tryOpen, HANDOVER_RETRY_MS, TimeUnit.MILLISECONDS);
                return;
            }
            failed(e);
            thread.schedule(this::tryOpen, retryMs, TimeUnit.MILLISECONDS);
            retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
        }
    }

    private void failed(Exception e) {
        String message = "UDP port " + settings.port() + " on "
                + settings.bind().getHostAddress()
                + " cannot be opened (" + e.getMessage() + "); stop the program that holds it, or set BMS_BACNET_PORT"
                + " or BMS_BACNET_BIND (port and bindAddress in io.bms.bacnet.cfg)";
        if (trouble.isEmpty()) {
            LOG.warn("{}; trying again", message);
            trouble = Optional.of(new Trouble(message, clock.instant()));
        } else {
            LOG.debug("{}; trying again", message);
        }
    }

    private void watch() {
        Stack current = stack.orElse(null);
        if (current == null) {
            return;
        }
        try {
            noteSilence(current);
            if (pulsesSent - current.pulses() >= MISSED_PULSES || !current.isListening()) {
                replace(current);
            } else {
                current.keepRegistered();
                current.feelPulse();
                pulsesSent++;
                if (pulsesSent % PULSES_PER_REFRESH == 0) {
                    current.refreshAddresses();
                }
            }
        } catch (RuntimeException e) { // the thread's outermost frame: one that escapes would end the watch
            LOG.error("the driver has a defect", e);
        }
    }

    /** A silenced stack sends no pulse either, and is not stuck for that. */
    private void noteSilence(Stack current) {
        if (!current.isSilenced()) {
            silenced = Optional.empty();
            return;
        }
        pulsesSent = current.pulses();
        if (silenced.isEmpty()) {
            LOG.warn(SILENCED);
            silenced = Optional.of(new Trouble(SILENCED, clock.instant()));
        }
    }

    private void replace(Stack stuck) {
        replacements++;
        String message = "The BACnet stack stopped working and was replaced (" + replacements
                + " times since the start); if this goes on, look for broken packets on the network";
        LOG.warn(message);
        replaced = Optional.of(new Trouble(message, clock.instant()));
        stack = Optional.empty();
        stuck.closeSockets();
        Thread undertaker = new Thread(stuck::close, "bms-bacnet-undertaker");
        undertaker.setDaemon(true);
        undertaker.start();
        tryOpen();
    }

    /** Closes for good. Blocks until the library has ended, but five seconds at most. */
    public void close() {
        closed = true;
        thread.execute(() -> {
            Stack current = stack.orElse(null);
            stack = Optional.empty();
            if (current != null) {
                current.closeSockets();
                current.close();
                LOG.info("BACnet/IP is closed");
            }
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("the BACnet stack did not end within 5 s; its threads are left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
