// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.SegmentedAnswer;
import io.bms.bacnet.packet.Verdict;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.IpAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Judges every packet before the library sees it: one datagram can stop BACnet4J for good. Judges one packet at a
 * time. Thread: any.
 */
public final class Fence {
    private static final int CONFIRMED_COV = 1;
    private static final int CONFIRMED_EVENT = 2;
    private static final int I_AM = 0;
    private static final int UNCONFIRMED_COV = 2;
    private static final int UNCONFIRMED_EVENT = 3;
    private static final int WHO_HAS = 7;
    private static final int WHO_IS = 8;
    private static final int REQUESTS_PER_SECOND = 200;
    private static final int I_AMS_PER_SECOND = 5_000;
    private static final int REPORTS_PER_SECOND = 20_000;
    private static final int EVENTS_PER_SECOND = 1_000;

    private final BacnetSettings settings;
    private final Predicate<InetSocketAddress> own;
    private final Outstanding outstanding;
    private final UnaskedPackets unasked;
    private final Optional<ForeignDevice> foreign;
    private final FixedWindow requests;
    private final FixedWindow announcements;
    private final FixedWindow reports;
    private final FixedWindow events;
    private final AtomicLongArray counts = new AtomicLongArray(Verdict.values().length);

    /** What the fence has done with packets that need more than a count. */
    public interface Gate {
        /** The packet goes into the library. */
        void pass(Packet packet);

        /** A Simple-ACK to this request goes back. */
        void acknowledge(Packet packet);

        /** This packet goes back to the sender. */
        default void answer(byte[] packet) {}

        /** A Reject or an Abort of this request goes back. */
        void reject(Packet packet);

        /** A SegmentACK for this segment goes back. */
        void acknowledge(Packet segment, SegmentedAnswer.Ack ack);

        /** This is the first segment of an answer of which more is to come. */
        void follow(Packet segment, SegmentedAnswer answer);
    }

    public Fence(
            BacnetSettings settings,
            Predicate<InetSocketAddress> own,
            Outstanding outstanding,
            UnaskedPackets unasked,
            Optional<ForeignDevice> foreign,
            LongSupplier nanoTime) {
        this.foreign = foreign;
        this.settings = settings;
        this.own = own;
        this.outstanding = outstanding;
        this.unasked = unasked;
        requests = new FixedWindow(REQUESTS_PER_SECOND, nanoTime);
        announcements = new FixedWindow(I_AMS_PER_SECOND, nanoTime);
        reports = new FixedWindow(REPORTS_PER_SECOND, nanoTime);
        events = new FixedWindow(EVENTS_PER_SECOND, nanoTime);
    }

    /** How many packets got which verdict. */
    Map<Verdict, Long> counts() {
        Map<Verdict, Long> all = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            all.put(verdict, counts.get(verdict.ordinal()));
        }
        return all;
    }

    /** Judges a packet, and sends it through {@code gate} if it passed. */
    public synchronized Verdict judge(byte[] data, int length, InetSocketAddress from, Gate gate) {
        Verdict verdict;
        try {
            verdict = judged(data, length, from, gate);
        } catch (BadPacketException e) {
            verdict = e.verdict();
        }
        counts.incrementAndGet(verdict.ordinal());
        return verdict;
    }

    private Verdict judged(byte[] data, int length, InetSocketAddress from, Gate gate) throws BadPacketException {
        if (!(from.getAddress() instanceof Inet4Address address) || !settings.allows(address)) {
            return Verdict.STRANGER;
        }
        if (own.test(from)) {
            return Verdict.OWN;
        }
        Optional<Integer> registration = foreign.flatMap(bbmd -> bbmd.result(data, length, from));
        if (registration.isPresent()) {
            foreign.get().answered(registration.get(), from);
            return Verdict.HEARD;
        }
        Optional<RejectedMessage> rejected = RejectedMessage.in(data, length, from);
        if (rejected.isPresent()) {
            return outstanding.undelivered(rejected.get()) ? Verdict.HEARD : Verdict.NOT_OURS;
        }
        Optional<byte[]> refusal = BbmdRequest.refusal(data, length);
        if (refusal.isPresent()) {
            return refused(refusal.get(), gate);
        }
        Optional<RouterNews> news = RouterNews.in(data, length, from);
        if (news.isPresent()) {
            return heard(news.get());
        }
        Packet packet = Packet.parse(data, length);
        if (packet.origin().isPresent()) {
            foreign.ifPresent(bbmd -> bbmd.forwarded(from));
            InetSocketAddress origin = IpAddress.fromMac(packet.origin().get());
            if (own.test(origin)) {
                return Verdict.OWN;
            }
            if (!settings.allows((Inet4Address) origin.getAddress())) {
                return Verdict.STRANGER;
            }
        }
        Verdict verdict = service(packet, from, gate);
        if (verdict == Verdict.PASSED && !packet.isSegmentOfAnswer()) {
            gate.pass(packet);
        } else if (verdict == Verdict.REFUSED && packet.type() == Packet.Type.CONFIRMED_REQUEST) {
            gate.reject(packet);
        }
        return verdict;
    }

    private Verdict heard(RouterNews news) {
        if (!settings.allows((Inet4Address) news.router().getAddress())) {
            return Verdict.STRANGER;
        }
        if (!announcements.take()) {
            return Verdict.FLOOD;
        }
        unasked.routes(news);
        return Verdict.HEARD;
    }

    private Verdict refused(byte[] answer, Gate gate) {
        if (!requests.take()) {
            return Verdict.FLOOD;
        }
        gate.answer(answer);
        return Verdict.REFUSED;
    }

    private Verdict service(Packet packet, InetSocketAddress from, Gate gate) throws BadPacketException {
        if (packet.type() == Packet.Type.UNCONFIRMED_REQUEST) {
            return switch (packet.service()) {
                case UNCONFIRMED_COV -> report(packet, from, gate);
                case UNCONFIRMED_EVENT -> event(packet, from, gate);
                default -> unconfirmed(packet, from);
            };
        }
        if (packet.origin().isPresent()) {
            return Verdict.NOT_OURS;
        }
        if (packet.type() == Packet.Type.CONFIRMED_REQUEST) {
            return switch (packet.service()) {
                case CONFIRMED_COV -> report(packet, from, gate);
                case CONFIRMED_EVENT -> event(packet, from, gate);
                default -> confirmed(packet);
            };
        }
        return answer(packet, from, gate);
    }

    private Verdict confirmed(Packet packet) throws BadPacketException {
        if (!requests.take()) {
            return Verdict.FLOOD;
        }
        if (packet.segment().isPresent() || !isOffered(packet.service())) {
            return Verdict.REFUSED;
        }
        packet.checkTags();
        return Verdict.PASSED;
    }

    private boolean isOffered(int service) {
        return service == Packet.READ_PROPERTY
                || service == Packet.READ_PROPERTY_MULTIPLE
                || settings.inbound().offers(service);
    }

    /** A report of a device that was asked to report; it is read here, as an I-Am is. */
    private Verdict report(Packet packet, InetSocketAddress from, Gate gate) throws BadPacketException {
        packet.checkTags();
        DeviceAddress device =
                IAm.address(packet.origin().map(IpAddress::fromMac).orElse(from), packet.source());
        if (packet.segment().isPresent() || !unasked.expectsReports(device)) {
            return Verdict.REFUSED;
        }
        if (!reports.take()) {
            return Verdict.FLOOD;
        }
        unasked.reported(CovReport.of(packet, device));
        if (packet.type() == Packet.Type.CONFIRMED_REQUEST) {
            gate.acknowledge(packet);
        }
        return Verdict.HEARD;
    }

    /**
     * A device that is read has news. It is acknowledged at once, since nothing is lost with it: the news are read from
     * the device, after a restart too.
     */
    private Verdict event(Packet packet, InetSocketAddress from, Gate gate) throws BadPacketException {
        packet.checkTags();
        DeviceAddress sender =
                IAm.address(packet.origin().map(IpAddress::fromMac).orElse(from), packet.source());
        if (packet.segment().isPresent() || !unasked.isRead(sender)) {
            return Verdict.REFUSED;
        }
        if (!events.take()) {
            return Verdict.FLOOD;
        }
        unasked.notified(EventNotice.of(packet, sender));
        if (packet.type() == Packet.Type.CONFIRMED_REQUEST) {
            gate.acknowledge(packet);
        }
        return Verdict.HEARD;
    }

    private Verdict unconfirmed(Packet packet, InetSocketAddress from) throws BadPacketException {
        if (packet.service() == I_AM) {
            return announcement(packet, from);
        }
        packet.checkTags();
        if (packet.service() != WHO_IS && packet.service() != WHO_HAS) {
            return Verdict.REFUSED;
        }
        if (!requests.take()) {
            return Verdict.FLOOD;
        }
        if (packet.service() == WHO_IS) {
            WhoIsRange range = WhoIsRange.parse(packet);
            unasked.asked(range.low(), range.high());
        }
        return Verdict.PASSED;
    }

    /** The tags of an I-Am are not checked: nobody but {@link IAm} reads them. */
    private Verdict announcement(Packet packet, InetSocketAddress from) throws BadPacketException {
        if (!announcements.take()) {
            return Verdict.FLOOD;
        }
        try {
            unasked.announced(IAm.parse(packet, from));
            return Verdict.HEARD;
        } catch (BadPacketException e) {
            InetSocketAddress sender = packet.origin().map(IpAddress::fromMac).orElse(from);
            String behind = packet.source()
                    .map(remote -> ", network " + remote.network() + " address "
                            + HexFormat.of().formatHex(remote.mac()))
                    .orElse("");
            unasked.unusable(sender.getAddress().getHostAddress() + ":" + sender.getPort() + behind, e.getMessage());
            throw e;
        }
    }

    private Verdict answer(Packet packet, InetSocketAddress from, Gate gate) throws BadPacketException {
        Optional<Outstanding.Asked> asked = outstanding.awaiting(from, packet);
        if (asked.isEmpty()) {
            Optional<SegmentedAnswer> finished =
                    packet.segment().isPresent() ? outstanding.finished(from, packet) : Optional.empty();
            if (finished.isPresent() && packet.type() == Packet.Type.COMPLEX_ACK) {
                take(packet, finished.get(), gate);
            }
            return Verdict.UNASKED;
        }
        return packet.type() == Packet.Type.SEGMENT_ACK ? Verdict.PASSED : answer(packet, asked.get(), gate);
    }

    /** An answer that is not sound is an answer all the same: its sender is not silent. */
    private Verdict answer(Packet packet, Outstanding.Asked asked, Gate gate) throws BadPacketException {
        try {
            if (packet.segment().isPresent()) {
                if (!take(packet, asked.segments(), gate)) {
                    return Verdict.OUT_OF_ORDER;
                }
                Packet passing = asked.segments().passes(packet);
                if (!packet.moreFollows()) {
                    outstanding.keep(asked, passing);
                }
                gate.pass(passing);
            } else if (packet.type().hasTags()) {
                packet.checkTags();
                if (packet.type() == Packet.Type.COMPLEX_ACK) {
                    outstanding.keep(asked, packet);
                }
            }
        } catch (BadPacketException e) {
            outstanding.answered(asked);
            throw e;
        }
        if (!packet.moreFollows()) {
            outstanding.answered(asked);
        }
        return Verdict.PASSED;
    }

    /** @return whether the segment is the next one, and may pass */
    private static boolean take(Packet segment, SegmentedAnswer answer, Gate gate) throws BadPacketException {
        SegmentedAnswer.Step step = answer.take(segment);
        step.ack().ifPresent(ack -> gate.acknowledge(segment, ack));
        if (step.passes() && answer.isFirst() && answer.isAwaited()) {
            gate.follow(segment, answer);
        }
        return step.passes();
    }
}
