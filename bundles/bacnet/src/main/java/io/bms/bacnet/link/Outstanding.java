// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.SegmentedAnswer;
import io.bms.bacnet.packet.SentRequest;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The requests that are on their way, by the address that will answer and the invoke id. The fence lets an answer to
 * one of them in, once, and notes it here: if the library then stays silent, it could not decode the answer. Thread:
 * any.
 */
public final class Outstanding {
    private static final int MOST_FINISHED = 256;

    private final Map<Key, Asked> requests = new HashMap<>();
    /** Answers that are complete: if the last acknowledgement got lost, the device repeats its last segments. */
    private final Map<Key, SegmentedAnswer> finished = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SegmentedAnswer> eldest) {
            return size() > MOST_FINISHED;
        }
    };

    /** Behind one router each device has invoke ids of its own. */
    private record Key(InetSocketAddress link, Optional<Packet.Remote> behind, int invokeId) {}

    /** What is kept of the ComplexACK that answers a request. */
    public enum Keep {
        /** The library decodes it. */
        NOTHING,
        /** Its service as it came, since somebody needs it so; the library decodes it as well. */
        AS_SENT,
        /** Its service as the library could read it, which it is not asked to. */
        READABLE
    }

    /** One sending of a request; its fields belong to {@link Outstanding}. */
    public static final class Asked {
        private final Consumer<RejectedMessage> undelivered;
        private final Runnable readable;
        private final SegmentedAnswer segments = new SegmentedAnswer();
        private Optional<Key> key = Optional.empty();
        private int service;
        private volatile int length;
        private boolean answered;
        private boolean over;
        private final Keep keep;
        private Optional<byte[]> kept = Optional.empty();

        /** @param undelivered called on a listening thread when a router did not deliver the request */
        public Asked(Consumer<RejectedMessage> undelivered) {
            this(undelivered, () -> {}, Keep.NOTHING);
        }

        /** @param readable called on a listening thread when a {@link Keep#READABLE} answer is kept */
        public Asked(Consumer<RejectedMessage> undelivered, Runnable readable, Keep keep) {
            this.undelivered = undelivered;
            this.readable = readable;
            this.keep = keep;
        }

        public Asked() {
            this(message -> {});
        }

        /** @param octets the length of the request on its way */
        void isLong(int octets) {
            length = octets;
        }

        /** The state of an answer in segments; only the fence uses it, which judges one packet at a time. */
        SegmentedAnswer segments() {
            return segments;
        }
    }

    /** The request has gone out. */
    public synchronized void sent(Asked asked, InetSocketAddress link, SentRequest request) {
        if (!asked.over) {
            Key key = new Key(link, request.behind(), request.invokeId());
            asked.key = Optional.of(key);
            asked.service = request.service();
            requests.put(key, asked);
            finished.remove(key);
        }
    }

    /** The request that a packet answers; empty if the packet's id was only guessed, or the answer was here before. */
    synchronized Optional<Asked> awaiting(InetSocketAddress from, Packet answer) {
        Asked asked = requests.get(new Key(from, answer.source(), answer.invokeId()));
        return asked == null || asked.answered || answer.type().namesService() && asked.service != answer.service()
                ? Optional.empty()
                : Optional.of(asked);
    }

    /** A complete answer in segments whose sender may not know that it has arrived. */
    synchronized Optional<SegmentedAnswer> finished(InetSocketAddress from, Packet answer) {
        return Optional.ofNullable(finished.get(new Key(from, answer.source(), answer.invokeId())));
    }

    /**
     * A router has not delivered something. If it is about one message, that is taken to be the longest on its way
     * there; else all are concerned.
     *
     * @return whether anything was on its way
     */
    boolean undelivered(RejectedMessage message) {
        List<Asked> concerned = onTheWay(message.router(), message.network());
        concerned.stream()
                .limit(message.isOfOne() ? 1 : concerned.size())
                .forEach(asked -> asked.undelivered.accept(message));
        return !concerned.isEmpty();
    }

    /** The requests on their way behind this router, the longest first. */
    private synchronized List<Asked> onTheWay(InetSocketAddress router, int network) {
        return requests.entrySet().stream()
                .filter(sent -> sent.getKey().link().equals(router)
                        && sent.getKey()
                                .behind()
                                .filter(it -> it.network() == network)
                                .isPresent()
                        && !sent.getValue().answered)
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparingInt((Asked asked) -> asked.length).reversed())
                .toList();
    }

    /** A whole ComplexACK came; keeps its service, if that is wanted. */
    synchronized void keep(Asked asked, Packet whole) {
        if (asked.keep == Keep.AS_SENT) {
            asked.kept = Optional.of(Arrays.copyOfRange(whole.data(), whole.tags(), whole.length()));
        }
    }

    /**
     * A whole ComplexACK is about to go to the library. Keeps its service, if it is to be decoded elsewhere.
     *
     * @param readable the whole packet as the library could read it
     * @param tags where its service begins
     * @return whether it is kept, so that the library needs nothing but its headers
     */
    boolean keepReadable(InetSocketAddress from, Packet answer, byte[] readable, int tags) {
        Asked asked;
        synchronized (this) {
            asked = requests.get(new Key(from, answer.source(), answer.invokeId()));
            if (asked == null || asked.keep != Keep.READABLE) {
                return false;
            }
            asked.kept = Optional.of(Arrays.copyOfRange(readable, tags, readable.length));
        }
        asked.readable.run();
        return true;
    }

    /** The service of the ComplexACK that answered, its tags found sound; empty unless it was to be kept. */
    public synchronized Optional<byte[]> kept(Asked asked) {
        return asked.kept;
    }

    /** The whole answer came. */
    synchronized void answered(Asked asked) {
        asked.answered = true;
        if (asked.segments.isComplete()) {
            asked.key.ifPresent(key -> finished.put(key, asked.segments));
        }
    }

    public synchronized boolean isAnswered(Asked asked) {
        return asked.answered;
    }

    /** Nobody waits for the answer any more. */
    public synchronized void over(Asked asked) {
        asked.over = true;
        asked.segments.end();
        asked.key.ifPresent(key -> requests.remove(key, asked));
    }
}
