package io.bms.bacnet;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which addresses owe an answer, and to what. The fence lets no other answer in, and notes here that one
 * came: if the library then stays silent, it could not decode it. Thread-safe.
 */
final class Outstanding {
    /** More answers in segments than this, side by side from one address, are nobody's. */
    private static final int MAX_SEGMENTED = 32;

    private final Map<InetSocketAddress, Debtor> debtors = new ConcurrentHashMap<>();

    /** One address that owes answers; changed only under the map's lock on it. */
    private static final class Debtor {
        /** The fence's alone, which judges one packet at a time. */
        final Map<Integer, SegmentedAnswer> segmented = new HashMap<>();
        /** The service of each request that went out, by network and invoke id. */
        final Map<Integer, Integer> services = new ConcurrentHashMap<>();
        int requests;
        volatile int unheard;
    }

    void asked(InetSocketAddress address) {
        debtors.compute(address, (key, known) -> {
            Debtor debtor = known == null ? new Debtor() : known;
            debtor.requests++;
            return debtor;
        });
    }

    /** The request is over, one way or another. */
    void settled(InetSocketAddress address) {
        debtors.computeIfPresent(address, (key, debtor) -> --debtor.requests == 0 ? null : debtor);
    }

    /** A confirmed request has gone out. */
    void sent(InetSocketAddress address, SentRequest request) {
        debtors.computeIfPresent(address, (key, debtor) -> {
            debtor.services.put(key(request.network(), request.invokeId()), request.service());
            return debtor;
        });
    }

    /** The packet answers something that was asked: an id that was only guessed is nobody's. */
    boolean isAwaited(InetSocketAddress address, Packet answer) {
        Debtor debtor = debtors.get(address);
        Integer service = debtor == null ? null : debtor.services.get(key(answer));
        return service != null && (!answer.type().namesService() || service == answer.service());
    }

    /** A whole answer came. */
    void answered(InetSocketAddress address) {
        addUnheard(address, 1);
    }

    /** The library handed over what one of the answers says. */
    void heard(InetSocketAddress address) {
        addUnheard(address, -1);
    }

    private void addUnheard(InetSocketAddress address, int more) {
        debtors.computeIfPresent(address, (key, debtor) -> {
            debtor.unheard = debtor.unheard + more;
            return debtor;
        });
    }

    /** An answer came, while requests are outstanding, that the library has said nothing of. */
    boolean isUnheard(InetSocketAddress address) {
        Debtor debtor = debtors.get(address);
        return debtor != null && debtor.unheard > 0;
    }

    /** The answer that this segment belongs to; empty if there are too many. */
    Optional<SegmentedAnswer> segmented(InetSocketAddress address, Packet packet) {
        int key = key(packet);
        Debtor debtor = debtors.get(address);
        if (debtor == null || debtor.segmented.size() == MAX_SEGMENTED && !debtor.segmented.containsKey(key)) {
            return Optional.empty();
        }
        return Optional.of(debtor.segmented.computeIfAbsent(key, unseen -> new SegmentedAnswer()));
    }

    private static int key(Packet answer) {
        return key(answer.source().map(Packet.Remote::network).orElse(0), answer.invokeId());
    }

    private static int key(int network, int invokeId) {
        return network << 8 | invokeId;
    }
}
