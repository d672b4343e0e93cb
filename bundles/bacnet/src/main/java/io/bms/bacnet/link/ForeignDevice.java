// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.Bvll;
import io.bms.bacnet.settings.BacnetSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's registration as a foreign device at a BBMD (ASHRAE 135, J.5.2), which passes broadcasts on to and from
 * other IP subnets. It is renewed at half its time to live. Thread: bms-bacnet-link for {@link #tick} and {@link
 * #takeFirstAcceptance}; any for the others.
 */
final class ForeignDevice {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignDevice.class);
    private static final int ACCEPTED = 0;
    private static final int REGISTRATION_REFUSED = 0x30;
    private static final int NOT_DISTRIBUTED = 0x60;

    private static final long RETRY_SECONDS = 5;
    private static final int UNANSWERED = 2;

    private final BacnetSettings.Bbmd bbmd;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private Optional<BacnetPort.Trouble> trouble = Optional.empty();
    private boolean registered;
    private boolean everSent;
    private long sentAt;
    private int unanswered;
    private boolean passesOn;
    private boolean unannounced;
    /** Where the last acceptance came from: not always where the registration was sent. */
    private Optional<InetSocketAddress> confirmer = Optional.empty();

    /** Sends a datagram. */
    interface Sender {
        void send(byte[] packet, InetSocketAddress to) throws IOException;
    }

    ForeignDevice(BacnetSettings.Bbmd bbmd, LongSupplier nanoTime, Clock clock) {
        this.bbmd = bbmd;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /**
     * The result in the packet, if it is the BBMD's answer to a registration or a broadcast. A BBMD with several
     * addresses may answer from another one than was asked: that counts as long as a registration waits for its
     * answer, and afterwards from whichever address has accepted it.
     */
    synchronized Optional<Integer> result(byte[] data, int length, InetSocketAddress from) {
        return Bvll.resultIn(data, length)
                .filter(result -> from.equals(bbmd.address())
                        || confirmer.filter(from::equals).isPresent()
                        || isAwaited(result));
    }

    private boolean isAwaited(int result) {
        return unanswered > 0
                && (result == ACCEPTED || result == REGISTRATION_REFUSED)
                && nanoTime.getAsLong() - sentAt < TimeUnit.SECONDS.toNanos(RETRY_SECONDS);
    }

    /** Somebody passed a broadcast on to the gateway. */
    synchronized void forwarded(InetSocketAddress from) {
        passesOn |= from.getAddress().equals(bbmd.address().getAddress())
                || confirmer.filter(from::equals).isPresent();
    }

    /** Registers if that is due. */
    synchronized void tick(Sender sender) {
        long pause = registered ? bbmd.timeToLiveSeconds() / 2 : RETRY_SECONDS;
        if (everSent && nanoTime.getAsLong() - sentAt < TimeUnit.SECONDS.toNanos(pause)) {
            return;
        }
        everSent = true;
        sentAt = nanoTime.getAsLong();
        if (unanswered++ >= UNANSWERED) {
            registered = false;
            failed(
                    passesOn
                            ? "The BBMD " + bbmd.address()
                                    + " passes broadcasts on, but does not confirm the gateway's registration; check that"
                                    + " UDP passes back from it"
                            : "The BBMD " + bbmd.address()
                                    + " does not answer; check bbmdAddress in io.bms.bacnet.cfg, and that UDP"
                                    + " passes to it and back");
        }
        passesOn = false;
        try {
            sender.send(Bvll.wrap(Bvll.REGISTER_FOREIGN_DEVICE, Bvll.word(bbmd.timeToLiveSeconds())), bbmd.address());
        } catch (IOException e) {
            LOG.debug("the registration at {} was not sent", bbmd.address(), e);
        }
    }

    synchronized void answered(int result, InetSocketAddress from) {
        if (result == NOT_DISTRIBUTED) {
            forgotten();
            return;
        }
        unanswered = 0;
        registered = result == ACCEPTED;
        if (!registered) {
            failed(String.format(
                    "The BBMD %s refused the gateway as a foreign device (result %04X); allow foreign devices"
                            + " there, or raise its table's size",
                    bbmd.address(), result));
            return;
        }
        unannounced |= confirmer.isEmpty();
        confirmer = Optional.of(from);
        if (trouble.isPresent()) {
            LOG.info("registered as a foreign device at {}", bbmd.address());
            trouble = Optional.empty();
        }
    }

    /** The BBMD said that it does not pass the gateway's broadcast on. */
    private void forgotten() {
        if (registered) {
            registered = false;
            failed("The BBMD " + bbmd.address()
                    + " passes no broadcasts of the gateway on (result 0060): it has forgotten the"
                    + " registration, perhaps in a restart, and the gateway registers again");
        }
    }

    /** True once, when the BBMD has accepted the gateway for the first time. */
    synchronized boolean takeFirstAcceptance() {
        boolean first = unannounced;
        unannounced = false;
        return first;
    }

    private void failed(String message) {
        if (trouble.isEmpty()) {
            LOG.warn(message);
        }
        if (trouble.filter(known -> known.message().equals(message)).isEmpty()) {
            trouble = Optional.of(new BacnetPort.Trouble(message, clock.instant()));
        }
    }

    synchronized Optional<BacnetPort.Trouble> trouble() {
        return trouble;
    }

    /** A broadcast in the form that the BBMD passes on (J.2.10). */
    byte[] distributed(byte[] npdu) {
        return Bvll.wrap(Bvll.DISTRIBUTE_BROADCAST_TO_NETWORK, npdu);
    }

    InetSocketAddress address() {
        return bbmd.address();
    }
}
