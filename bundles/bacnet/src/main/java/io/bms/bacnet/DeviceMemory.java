// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import java.util.HashSet;
import java.util.Set;

/** What was learnt of one device: how much it takes at once, and what it can not do. */
final class DeviceMemory {
    static final int LONGEST_APDU = 1476;
    private static final int SHORTEST_APDU = 50;
    /** What devices on slow trunks take often (ASHRAE 135, 20.1.2.5). */
    private static final int SMALL_APDU = 206;
    /** Of references: 25 points with value and flags at first, then 50. */
    private static final int FIRST_BATCH = 50;

    private static final int LARGEST_BATCH = 100;
    /** Of one property in an answer, on average: identifiers, tags and value. */
    private static final int BYTES_PER_ANSWER = 14;
    /** Of one property in a request, when several are read of each object. */
    private static final int BYTES_PER_REQUEST = 4;

    private static final int HEADERS = 12;
    /** So many answers in a row, none later than this, prove that a device is fast: ten times as many after each second one lost. */
    private static final int FIRST_PROOF = 50;

    private static final int LONGEST_PROOF = 500_000;
    private static final long QUICK_NANOS = 20_000_000;

    private final Set<PropertyKey> troubled = new HashSet<>();
    private final Set<ObjectIdentifier> withoutFlags = new HashSet<>();
    private boolean known;
    private int maxApdu = LONGEST_APDU;
    private Segmentation segmentation = Segmentation.noSegmentation;
    private boolean single;
    private int batch = FIRST_BATCH;
    private int ceiling = LARGEST_BATCH;
    private int bulkCeiling = Integer.MAX_VALUE;
    private int quickAnswers;
    private int proof = FIRST_PROOF;

    /** As the device itself says. */
    void capabilities(int longestApdu, Segmentation can) {
        known = true;
        maxApdu = Math.max(SHORTEST_APDU, Math.min(LONGEST_APDU, longestApdu));
        segmentation = can;
    }

    /** It answered what fits into a small packet after it had kept silent to more, and has not said what it takes. */
    void takesLittle() {
        if (!known) {
            maxApdu = SMALL_APDU;
        }
    }

    /** Silence may mean that so much was too much. */
    boolean mayTakeLess(int size) {
        return !known && size > smallBatch() && size > 1;
    }

    int smallBatch() {
        return Math.min(batch(), (SMALL_APDU - HEADERS) / BYTES_PER_ANSWER);
    }

    /** It is looked at anew, and may have been replaced or mended: what it could not do before is tried again. */
    void surveyed() {
        single = false;
        ceiling = LARGEST_BATCH;
        bulkCeiling = Integer.MAX_VALUE;
        troubled.clear();
        withoutFlags.clear();
    }

    int maxApdu() {
        return maxApdu;
    }

    Segmentation segmentation() {
        return segmentation;
    }

    /** It sends answers that are too long for one packet in segments. */
    private boolean segments() {
        return segmentation.equals(Segmentation.segmentedBoth) || segmentation.equals(Segmentation.segmentedTransmit);
    }

    /** How many properties to ask for at once: 1 for a device without ReadPropertyMultiple. */
    int batch() {
        return single ? 1 : Math.max(1, Math.min(Math.min(batch, ceiling), (maxApdu - HEADERS) / BYTES_PER_ANSWER));
    }

    /** The same where a long answer may come in segments, so that only the request must fit. */
    int bulkBatch() {
        int fitting = segments()
                ? (maxApdu - HEADERS) / BYTES_PER_REQUEST
                : Math.min(LARGEST_BATCH, (maxApdu - HEADERS) / BYTES_PER_ANSWER);
        return single ? 1 : Math.max(1, Math.min(fitting, bulkCeiling));
    }

    /** A batch went well: ask for more next time. */
    void fitted(int size) {
        if (size >= batch && batch < LARGEST_BATCH) {
            batch = LARGEST_BATCH;
        }
    }

    /** So much was too much. */
    void tooMuch(int size) {
        int half = Math.max(1, size / 2);
        bulkCeiling = Math.min(bulkCeiling, half);
        ceiling = Math.min(ceiling, half);
    }

    /** How many requests it may have outstanding: one, or two once it proved fast. */
    int atOnce() {
        return quickAnswers < proof ? 1 : 2;
    }

    /** It answered, so long after it was asked. */
    void answeredAfter(long nanos) {
        quickAnswers = nanos <= QUICK_NANOS ? Math.min(proof, quickAnswers + 1) : 0;
    }

    /** It did not answer, perhaps since it was asked something else just before. */
    void silent(boolean second) {
        quickAnswers = 0;
        if (second) {
            proof = Math.min(LONGEST_PROOF, proof * 10);
        }
    }

    /** It can not be asked by ReadPropertyMultiple. */
    void readsSingly() {
        single = true;
    }

    boolean isSingle() {
        return single;
    }

    /** This property spoils a batch that it is in. */
    void trouble(PropertyKey key) {
        troubled.add(key);
    }

    /** It can be read after all. */
    void fine(PropertyKey key) {
        troubled.remove(key);
    }

    boolean isTroubled(PropertyKey key) {
        return troubled.contains(key);
    }

    /** This object has no status flags. */
    void noFlags(ObjectIdentifier object) {
        withoutFlags.add(object);
    }

    boolean hasFlags(ObjectIdentifier object) {
        return !withoutFlags.contains(object);
    }
}
