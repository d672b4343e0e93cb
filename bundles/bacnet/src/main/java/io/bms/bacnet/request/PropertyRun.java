// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import com.serotonin.bacnet4j.service.confirmed.ReadPropertyRequest;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.PropertyKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Reads properties of one device, one request after another; two at a time if the device is fast and its answers fit
 * one packet. What the device refuses, does not answer, or answers in part is asked for again in smaller requests, down
 * to a single property. A request of its own finds out whether a silent device is there at all. The
 * {@link DeviceMemory} keeps what was learnt. Thread: bms-bacnet-worker.
 */
final class PropertyRun {
    /** Once a device has left this many requests of one read unanswered, the rest is left to the next read. */
    private static final int MOST_SILENCES = 12;
    /** Up to this many properties are asked for one by one where they are missing in an answer. */
    private static final int FEW = 4;

    private static final Reading LEFT_OUT = new Reading.Unreadable("the device left it out of its answer");
    private static final Reading MUTE =
            new Reading.Unanswered("The device answers, but not to this; look for the object in the device,"
                    + " and discover the device again if it is gone");
    private static final Reading LATER = new Reading.Postponed(
            "The device left too many requests unanswered, so this was not asked for; it is with the next read");

    private final Requests requests;
    private final Target target;
    private final DeviceMemory memory;
    private final List<PropertyKey> keys;
    private final Patience patience;
    private final boolean bulk;
    private final AnswerLimit limit;
    private final long silenceNanos;

    private final Map<PropertyKey, Reading> readings;
    /** The readings of the properties for which nothing better comes. */
    private final Map<PropertyKey, Reading> otherwise = new HashMap<>();

    private final PartQueue parts;
    /**
     * The properties that were aborted though asked for alone. The abort may have been in passing, so that each is
     * asked for once more.
     */
    private final Set<PropertyKey> aborted = new HashSet<>();

    private final CompletableFuture<Map<PropertyKey, Reading>> done = new CompletableFuture<>();
    private int outstanding;
    private int probing;
    private int silences;
    private boolean answered;
    private boolean askedMute;
    private boolean wasBusy;

    /** @param bulk answers may be as long as the device can send them */
    PropertyRun(
            Requests requests,
            Target target,
            DeviceMemory memory,
            List<PropertyKey> keys,
            Patience patience,
            boolean bulk) {
        this.requests = requests;
        this.target = target;
        this.memory = memory;
        this.keys = keys;
        this.patience = patience;
        this.bulk = bulk;
        limit = memory.limit(bulk);
        parts = new PartQueue(memory, bulk);
        silenceNanos = TimeUnit.MILLISECONDS.toNanos(patience.timeoutMs());
        readings = new HashMap<>(keys.size() * 2);
    }

    /** Completes normally, with a reading for each key. */
    CompletionStage<Map<PropertyKey, Reading>> start() {
        memory.beginsRead();
        keys.forEach(this::sort);
        boolean onlyTroubles = parts.isEmpty() && !keys.isEmpty();
        if (onlyTroubles || memory.isSilent() && keys.size() > 1) {
            probe(List.of(), patience, this::next);
        } else {
            next();
        }
        return done;
    }

    /**
     * A troublesome property is asked for alone and rarely, and of the mute ones one at most in one read. A read of
     * few properties asks for each.
     */
    private void sort(PropertyKey key) {
        TroubledProperties.Troubled trouble = memory.troubled().of(key).orElse(null);
        if (trouble == null || patience.insisting()) {
            parts.add(key);
        } else if (trouble.isMute() ? trouble.isDue() && !askedMute : trouble.isDue() || keys.size() <= FEW) {
            askedMute |= trouble.isMute();
            parts.addAlone(key);
        } else {
            otherwise.put(key, trouble.last());
        }
    }

    private void next() {
        while (probing == 0 && outstanding < (bulk || silences > 0 ? 1 : memory.atOnce())) {
            RequestPart part = parts.next().orElse(null);
            if (part == null) {
                break;
            }
            outstanding++;
            ask(part);
        }
        if (probing == 0 && outstanding == 0 && !done.isDone()) {
            otherwise.forEach(readings::putIfAbsent);
            done.complete(readings);
        }
    }

    private void ask(RequestPart part) {
        boolean single = part.size() == 1;
        PropertyKey first = part.keys().get(0);
        boolean loss = part.isTrial()
                || part.isPiece() && !single
                || single && memory.troubled().isMute(first);
        Patience how = loss ? patience.withoutRetry() : patience;
        (single
                        ? requests.ask(target, readOf(first), how)
                        : requests.askForMany(target, new MultipleRequest(part.keys()), how))
                .thenAccept(answer -> {
                    outstanding--;
                    if (answer.isOfDevice()) {
                        answered = true;
                        memory.answered();
                    }
                    if (answer.isSilent()) {
                        silent(part);
                    } else if (answer.isLost()) {
                        giveUp(part.keys(), answer.reading(first));
                    } else if (single) {
                        take(part, first, answer);
                    } else {
                        take(part, answer);
                    }
                    next();
                })
                .whenComplete(this::passOn);
    }

    private static ReadPropertyRequest readOf(PropertyKey key) {
        return new ReadPropertyRequest(key.object(), key.property(), key.arrayIndex());
    }

    /** A defect must not leave the caller waiting. */
    private void passOn(Void nothing, Throwable defect) {
        if (defect != null) {
            done.completeExceptionally(defect);
        }
    }

    private void take(RequestPart part, PropertyKey key, RequestOutcome answer) {
        if (isBusy(answer)) {
            busy(part, answer);
            return;
        }
        boolean abort = answer.refusal().filter(DeviceRefusal::isAbort).isPresent();
        if (abort && memory.troubled().of(key).isEmpty() && aborted.add(key)) {
            parts.addAlone(key);
            part.spoil();
            part.over();
            return;
        }
        Reading reading = answer.reading(key);
        note(key, reading);
        if (reading.value().isPresent()) {
            limit.took(memory.octets(key));
        } else {
            boolean known = memory.troubled().of(key).isPresent();
            boolean plain = answer.refusal().filter(DeviceRefusal::isOfProperty).isPresent();
            if (known || part.isPiece() || !plain) {
                memory.troubled().add(key, reading, 0);
            }
            part.spoil();
        }
        part.over();
    }

    private void take(RequestPart part, RequestOutcome answer) {
        if (answer.octets().isPresent() && isTaken(part, answer.octets().get())) {
            return;
        }
        if (isBusy(answer)) {
            busy(part, answer);
            return;
        }
        if (part.isTrial()) {
            limit.stillTooMuch(0);
        }
        if (answer.refusal().filter(DeviceRefusal::isOfService).isPresent() && !memory.hasReadMultiple()) {
            memory.tooMuch(bulk, 2 * DeviceMemory.OCTETS_PER_PROPERTY, 0);
            parts.split(part, Pieces.singles(part.keys()), () -> {});
        } else {
            boolean passing = answer.refusal().filter(DeviceRefusal::isPassing).isPresent();
            parts.split(part, Pieces.halves(part.keys()), passing ? () -> {} : lesson(part, 0));
        }
    }

    private static boolean isBusy(RequestOutcome answer) {
        return answer.refusal()
                .filter(why -> why.isOfProperty() && why.isPassing())
                .isPresent();
    }

    /** It is asked the same once more in this read; if it is still busy then, all that is left is for the next read. */
    private void busy(RequestPart part, RequestOutcome answer) {
        part.spoil();
        if (!wasBusy) {
            wasBusy = true;
            parts.split(part, List.of(part.keys()), () -> {});
        } else {
            part.keys().forEach(key -> readings.put(key, answer.reading(key)));
            part.over();
            dropRest(answer.reading(part.keys().get(0)));
        }
    }

    private boolean isTaken(RequestPart part, byte[] service) {
        try {
            MultipleRead.readings(part.keys(), service, this::note);
        } catch (BadPacketException e) {
            return false;
        }
        memory.readsMultiple();
        lookThrough(part);
        return true;
    }

    /**
     * A device that answers for the whole array with an error when it was asked for an element would only do so again.
     */
    private void lookThrough(RequestPart part) {
        List<PropertyKey> missing = new ArrayList<>();
        for (PropertyKey key : part.keys()) {
            Reading reading = readings.get(key);
            if (reading == null && isRefused(key.whole())) {
                readings.put(key, LEFT_OUT);
            } else if (reading == null) {
                missing.add(key);
            }
        }
        if (missing.isEmpty()) {
            limit.took(memory.octets(part.keys()));
            if (!bulk) {
                memory.fitted(part.size());
            }
            part.over();
        } else {
            askAgain(part, missing);
        }
    }

    private void note(PropertyKey key, Reading reading) {
        readings.put(key, reading);
        reading.value().ifPresent(value -> memory.got(key, value));
    }

    private boolean isRefused(PropertyKey key) {
        Reading reading = readings.get(key);
        return reading != null && reading.refusal().isPresent();
    }

    /** The answer was short: what is missing is asked for again, all together if the answer just ended too early. */
    private void askAgain(RequestPart part, List<PropertyKey> missing) {
        missing.forEach(key -> otherwise.put(key, LEFT_OUT));
        if (part.isTrial()) {
            limit.stillTooMuch(0);
        }
        int there = part.size() - missing.size();
        if (there == 0) {
            part.spoil();
            parts.split(part, Pieces.halves(missing), () -> {});
        } else if (missing.equals(part.keys().subList(there, part.size()))) {
            limit.took(memory.octets(part.keys().subList(0, there)));
            parts.split(part, List.of(missing), lesson(part, 0));
        } else {
            parts.split(part, missing.size() <= FEW ? Pieces.singles(missing) : List.of(missing), () -> {});
        }
    }

    private Runnable lesson(RequestPart part, long cost) {
        int octets = memory.octets(part.keys());
        return () -> memory.tooMuch(bulk, octets, cost);
    }

    /** Nothing came: the device is mute to this, or it was too much, or the device is not there. */
    private void silent(RequestPart part) {
        silences++;
        if (part.isTrial()) {
            limit.stillTooMuch(silenceNanos);
        }
        if (!answered && !memory.hasReadMultiple() && memory.octets(part.keys()) > AnswerLimit.SMALL) {
            parts.split(part, smaller(part), lesson(part, silenceNanos));
        } else {
            probe(part.keys(), patience.probe(), () -> mute(part));
        }
    }

    private void mute(RequestPart part) {
        if (part.size() == 1) {
            PropertyKey key = part.keys().get(0);
            readings.put(key, MUTE);
            if (!patience.insisting()) {
                memory.troubled().add(key, MUTE, silenceNanos);
            }
            part.spoil();
            part.over();
        } else {
            parts.split(part, smaller(part), lesson(part, silenceNanos));
        }
        if (silences >= MOST_SILENCES) {
            dropRest(LATER);
        }
        next();
    }

    /**
     * Smaller parts of what got no answer, chosen to wait in vain as rarely as possible: first the size that went well
     * before, or that fits every link; then the least that a ReadPropertyMultiple can ask for, in case the device has
     * none.
     */
    private List<List<PropertyKey>> smaller(RequestPart part) {
        int octets = memory.octets(part.keys());
        if (octets > limit.now()) {
            return Pieces.upTo(limit.now(), part.keys(), memory::octets);
        }
        int less = Math.max(limit.goodBelow(octets), Math.min(octets / 2, AnswerLimit.SMALL));
        if (memory.hasReadMultiple() || octets > AnswerLimit.SMALL || part.size() == 2) {
            return Pieces.upTo(less, part.keys(), memory::octets);
        }
        List<List<PropertyKey>> pieces = new ArrayList<>(List.of(part.keys().subList(0, 2)));
        pieces.addAll(Pieces.upTo(less, part.keys().subList(2, part.size()), memory::octets));
        return pieces;
    }

    /** Asks whether the device is there; goes on if it is. */
    private void probe(List<PropertyKey> unanswered, Patience how, Runnable ifThere) {
        probing++;
        PropertyKey probed = memory.probe(keys, unanswered);
        requests.ask(target, readOf(probed), how)
                .thenAccept(answer -> {
                    probing--;
                    if (answer.isOfDevice()) {
                        answered = true;
                        memory.answered();
                        ifThere.run();
                    } else {
                        notThere(unanswered, probed, answer);
                    }
                })
                .whenComplete(this::passOn);
    }

    /** A device that answered before and fell silent over a large request may have choked on it. */
    private void notThere(List<PropertyKey> unanswered, PropertyKey probed, RequestOutcome answer) {
        if (answer.isSilent()) {
            if (answered && unanswered.size() > 1) {
                memory.tooMuch(bulk, memory.octets(unanswered), silenceNanos);
            }
            memory.fellSilent();
        }
        giveUp(unanswered, answer.reading(probed));
        next();
    }

    /**
     * The device is silent now: it is not asked for the rest, and what was known of mute properties does not count.
     */
    private void giveUp(List<PropertyKey> asked, Reading reading) {
        otherwise.replaceAll((key, known) -> known.isMute() ? reading : known);
        asked.forEach(key -> otherwise.putIfAbsent(key, reading));
        dropRest(reading);
    }

    private void dropRest(Reading reading) {
        parts.drop(key -> otherwise.putIfAbsent(key, reading));
    }
}
