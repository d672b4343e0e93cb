// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.value.PropertyKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What was learnt of one device: how much it takes at once, and what it cannot do. Thread: bms-bacnet-worker. */
public final class DeviceMemory {
    /** Octets of one property in an answer, on average: identifiers, tags and value. */
    static final int OCTETS_PER_PROPERTY = 14;

    /** Properties of the first request: 25 points with value and flags; then up to {@link #LARGEST_BATCH}. */
    private static final int FIRST_BATCH = 50;

    private static final int LARGEST_BATCH = 100;
    /** Octets of one property in a request, when several are read of each object. */
    private static final int OCTETS_PER_REFERENCE = 4;
    /** Octets of one property in an answer, without its text. */
    private static final int OCTETS_BESIDE_TEXT = 14;

    private static final int HEADERS = 12;
    /**
     * This many answers in a row, each within {@link #QUICK_NANOS}, prove that a device is fast. Each time one of two
     * simultaneous requests is lost, the device must give ten times as many quick answers before two are sent again.
     */
    private static final int FIRST_PROOF = 50;

    private static final int LONGEST_PROOF = 500_000;
    private static final long QUICK_NANOS = 20_000_000;
    /** How often in a row a device is silent to a service for events before it is taken not to have it. */
    private static final int SILENT_EVENTS = 3;

    private static final int ANY_INSTANCE = 4_194_303;
    /** What asking in vain for status flags counts as, so that it is rarely done; in truth it costs a few octets. */
    private static final long FLAGS_COST_NANOS = 6_000_000_000L;

    private final LongSupplier nanoTime;

    private final TroubledProperties troubled;
    private final AnswerLimit limit;
    private final AnswerLimit bulkLimit;
    private final Map<ObjectIdentifier, Again> withoutFlags = new HashMap<>();
    private final Map<PropertyKey, Integer> textOctets = new HashMap<>();
    private long reads;
    private int deviceId = ANY_INSTANCE;
    private int maxApdu = IAm.LONGEST_APDU;
    private Segmentation segmentation = Segmentation.noSegmentation;
    private boolean single;
    private boolean multiple;
    private int silentProbes;
    private EventService eventService = EventService.EVENT_INFORMATION;
    private int silentEvents;
    private int batch = FIRST_BATCH;
    private int quickAnswers;
    private int proof = FIRST_PROOF;

    public DeviceMemory(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        troubled = new TroubledProperties(() -> reads, nanoTime);
        limit = new AnswerLimit(() -> reads, nanoTime);
        bulkLimit = new AnswerLimit(() -> reads, nanoTime);
    }

    /** Takes the device's instance number, by which its device object can be asked for. */
    public DeviceMemory named(int id) {
        deviceId = id;
        return this;
    }

    /** Takes what the device says of itself. */
    public void capabilities(long longestApdu, Segmentation can) {
        maxApdu = IAm.longest(longestApdu);
        segmentation = can;
    }

    /** The device is surveyed, and may have been replaced or mended: what it could not do before is tried again. */
    public void surveyed() {
        single = false;
        silentProbes = 0;
        eventService = EventService.EVENT_INFORMATION;
        silentEvents = 0;
        limit.forget();
        bulkLimit.forget();
        troubled.clear();
        textOctets.clear();
        withoutFlags.clear();
    }

    /** How the device is asked for its events, as far as is known. */
    public EventService eventService() {
        return eventService;
    }

    /** The device does not execute that service. */
    public void without(EventService service) {
        eventService = service.next();
        silentEvents = 0;
    }

    /** The device did not answer to it, though it may answer to all else. */
    public void silentTo(EventService service) {
        if (++silentEvents >= SILENT_EVENTS) {
            without(service);
        }
    }

    public void toldEvents() {
        silentEvents = 0;
    }

    public int maxApdu() {
        return maxApdu;
    }

    public Segmentation segmentation() {
        return segmentation;
    }

    /** The device sends answers that are too long for one packet in segments. */
    public boolean segments() {
        return segmentation.equals(Segmentation.segmentedBoth) || segmentation.equals(Segmentation.segmentedTransmit);
    }

    /**
     * How many properties the device takes in one request, as far as is known: 1 for a device without
     * ReadPropertyMultiple.
     */
    public int batch() {
        return Math.max(1, Math.min(mostAtOnce(false), limit.now() / OCTETS_PER_PROPERTY));
    }

    /** The same where a long answer may come in segments, so that only the request must fit. */
    public int bulkBatch() {
        return Math.max(1, Math.min(mostAtOnce(true), bulkLimit.next() / OCTETS_PER_PROPERTY));
    }

    /** How many properties the device should take in one request, by what it says of itself. */
    int mostAtOnce(boolean bulk) {
        if (single) {
            return 1;
        }
        int fitting = (maxApdu - HEADERS) / (bulk && segments() ? OCTETS_PER_REFERENCE : OCTETS_PER_PROPERTY);
        int most = bulk ? segments() ? fitting : LARGEST_BATCH : batch;
        return Math.max(1, Math.min(most, fitting));
    }

    /** How much the device takes in fact, for values or for the long answers of a survey. */
    AnswerLimit limit(boolean bulk) {
        return bulk ? bulkLimit : limit;
    }

    /** This many octets were too much at once; if they were two properties, that holds for every kind of answer. */
    void tooMuch(boolean bulk, int octets, long cost) {
        limit(bulk).tooMuch(octets, cost);
        if (octets <= 2 * OCTETS_PER_PROPERTY) {
            limit(!bulk).tooMuch(octets, cost);
        }
    }

    /** A batch of this size went well: the next one may be larger. */
    void fitted(int size) {
        if (size >= batch && batch < LARGEST_BATCH) {
            batch = LARGEST_BATCH;
        }
    }

    /** Notes how long the value is. */
    void got(PropertyKey key, Encodable value) {
        troubled.remove(key);
        if (limit.now() != AnswerLimit.NONE && value instanceof CharacterString text) {
            textOctets.put(key, OCTETS_BESIDE_TEXT + text.getValue().length());
        }
    }

    /** How many octets these properties take in an answer, as far as is known. */
    int octets(List<PropertyKey> keys) {
        int sum = keys.size() * OCTETS_PER_PROPERTY;
        if (!textOctets.isEmpty()) {
            for (PropertyKey key : keys) {
                sum += octets(key) - OCTETS_PER_PROPERTY;
            }
        }
        return sum;
    }

    int octets(PropertyKey key) {
        return textOctets.isEmpty() ? OCTETS_PER_PROPERTY : textOctets.getOrDefault(key, OCTETS_PER_PROPERTY);
    }

    /** A read begins. */
    void beginsRead() {
        reads++;
    }

    /** The device answered. */
    void answered() {
        silentProbes = 0;
    }

    /** The device did not answer, not even to what every device can answer. */
    void fellSilent() {
        silentProbes++;
    }

    /** The device did not answer at all in two reads or more. */
    boolean isSilent() {
        return silentProbes > 1;
    }

    /**
     * The property that shows whether the device is there: the identifier of its device object, which every device
     * has, and by turns one that the read is about, in case the device does not answer to the first.
     *
     * @param wanted what the read is about
     * @param unanswered what it has just not answered
     */
    PropertyKey probe(List<PropertyKey> wanted, List<PropertyKey> unanswered) {
        PropertyKey identity =
                new PropertyKey(new ObjectIdentifier(ObjectType.device, deviceId), PropertyIdentifier.objectIdentifier);
        PropertyKey other = wanted.get(silentProbes / 2 % wanted.size());
        boolean inVain = troubled.isMute(other) || unanswered.size() == 1 && unanswered.contains(other);
        return silentProbes % 2 == 0 || inVain ? identity : other;
    }

    /** How many requests the device may have outstanding: one, or two once it proved fast. */
    int atOnce() {
        return quickAnswers < proof ? 1 : 2;
    }

    /** The device answered this long after it was asked. */
    void answeredAfter(long nanos) {
        quickAnswers = nanos <= QUICK_NANOS ? Math.min(proof, quickAnswers + 1) : 0;
    }

    /** The device did not answer, perhaps because it was asked something else just before. */
    void silent(boolean second) {
        quickAnswers = 0;
        if (second) {
            proof = Math.min(LONGEST_PROOF, proof * 10);
        }
    }

    /** The device says itself that it has no ReadPropertyMultiple. */
    public void readsSingly() {
        single = true;
    }

    public boolean isSingle() {
        return batch() == 1;
    }

    /** The device has answered a ReadPropertyMultiple. */
    void readsMultiple() {
        multiple = true;
    }

    boolean hasReadMultiple() {
        return multiple;
    }

    TroubledProperties troubled() {
        return troubled;
    }

    /**
     * This object has no status flags, or says so. It is asked for them again after a minute, then ever more seldom.
     */
    public void noFlags(ObjectIdentifier object) {
        withoutFlags
                .computeIfAbsent(object, unseen -> new Again(() -> reads, nanoTime))
                .failed(FLAGS_COST_NANOS);
    }

    /** This object gave its status flags. */
    public void gotFlags(ObjectIdentifier object) {
        if (!withoutFlags.isEmpty()) {
            withoutFlags.remove(object);
        }
    }

    /** The object's status flags are worth asking for. */
    public boolean mayHaveFlags(ObjectIdentifier object) {
        Again again = withoutFlags.get(object);
        return again == null || again.isDue();
    }
}
