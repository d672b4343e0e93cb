package io.bms.bacnet;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Judges every packet before the library sees it: BACnet4J by itself can be stopped for good by one
 * datagram. Thread-safe; judges one packet at a time.
 */
final class Fence {
    private static final int I_AM = 0;
    private static final int WHO_HAS = 7;
    private static final int WHO_IS = 8;

    private final BacnetSettings settings;
    private final Predicate<InetSocketAddress> own;
    private final Outstanding outstanding;
    private final Consumer<IAm> heard;
    private final AtomicLongArray counts = new AtomicLongArray(Verdict.values().length);

    Fence(BacnetSettings settings, Predicate<InetSocketAddress> own, Outstanding outstanding, Consumer<IAm> heard) {
        this.settings = settings;
        this.own = own;
        this.outstanding = outstanding;
        this.heard = heard;
    }

    /** How many packets got which verdict. */
    Map<Verdict, Long> counts() {
        Map<Verdict, Long> all = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            all.put(verdict, counts.get(verdict.ordinal()));
        }
        return all;
    }

    /** Judges a packet, and hands it to {@code library} if it passed. */
    synchronized Verdict judge(byte[] data, int length, InetSocketAddress from, Consumer<Packet> library) {
        Verdict verdict;
        try {
            verdict = judged(data, length, from, library);
        } catch (BadPacketException e) {
            verdict = e.verdict();
            if (verdict == Verdict.BAD_TAG) {
                outstanding.answered(from);
            }
        }
        counts.incrementAndGet(verdict.ordinal());
        return verdict;
    }

    private Verdict judged(byte[] data, int length, InetSocketAddress from, Consumer<Packet> library)
            throws BadPacketException {
        if (!(from.getAddress() instanceof Inet4Address address) || !settings.allows(address)) {
            return Verdict.STRANGER;
        }
        if (own.test(from)) {
            return Verdict.OWN;
        }
        Packet packet = Packet.parse(data, length);
        if (packet.origin().isPresent() && own.test(IpAddress.fromMac(packet.origin().get()))) {
            return Verdict.OWN;
        }
        Verdict verdict = service(packet, from);
        if (verdict == Verdict.PASSED) {
            library.accept(packet);
        }
        return verdict;
    }

    private Verdict service(Packet packet, InetSocketAddress from) throws BadPacketException {
        if (packet.type() != Packet.Type.UNCONFIRMED_REQUEST
                && packet.type() != Packet.Type.ROUTER_ANNOUNCEMENT
                && packet.origin().isPresent()) {
            return Verdict.REFUSED;
        }
        if (packet.type() == Packet.Type.UNCONFIRMED_REQUEST) {
            return unconfirmed(packet, from);
        }
        if (packet.type() == Packet.Type.CONFIRMED_REQUEST) {
            if (packet.segment().isPresent()) {
                return Verdict.REFUSED;
            }
            packet.checkTags();
        }
        return packet.type().isAnswer() ? answer(packet, from) : Verdict.PASSED;
    }

    private Verdict unconfirmed(Packet packet, InetSocketAddress from) throws BadPacketException {
        packet.checkTags();
        if (packet.service() == I_AM) {
            heard.accept(IAm.parse(packet, from));
            return Verdict.HEARD;
        }
        return packet.service() == WHO_IS || packet.service() == WHO_HAS ? Verdict.PASSED : Verdict.REFUSED;
    }

    private Verdict answer(Packet packet, InetSocketAddress from) throws BadPacketException {
        if (!outstanding.isAwaited(from)) {
            return Verdict.UNASKED;
        }
        if (packet.segment().isPresent()) {
            return segment(packet, from);
        }
        if (packet.type().hasTags()) {
            packet.checkTags();
        }
        outstanding.answered(from);
        return Verdict.PASSED;
    }

    private Verdict segment(Packet packet, InetSocketAddress from) throws BadPacketException {
        Optional<SegmentedAnswer> whole = outstanding.segmented(from, packet);
        if (whole.isEmpty() || !whole.get().accept(packet)) {
            return Verdict.OUT_OF_ORDER;
        }
        if (!packet.moreFollows()) {
            outstanding.answered(from);
        }
        return Verdict.PASSED;
    }
}
