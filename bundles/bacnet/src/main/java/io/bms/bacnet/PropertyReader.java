// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyAck;
import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyMultipleAck;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads many properties of one device in as few requests as it takes: by ReadPropertyMultiple, in
 * halves where that is too much or one value spoils the rest, singly where the device knows no
 * better; two requests at a time where it is fast and answers in one packet. What it learns, the {@link DeviceMemory} keeps. Confined to the worker.
 */
final class PropertyReader {
    private final Requests requests;
    private final DeviceMemories memories;

    PropertyReader(Requests requests, DeviceMemories memories) {
        this.requests = requests;
        this.memories = memories;
    }

    /** Reads with answers that fit one packet. Completes normally, with a reading for each key. */
    CompletionStage<Map<PropertyKey, Reading>> read(Target target, List<PropertyKey> keys, Patience patience) {
        return new Run(target, patience, false).start(keys);
    }

    /** The same with answers as long as the device can send them. */
    CompletionStage<Map<PropertyKey, Reading>> readBulk(Target target, List<PropertyKey> keys, Patience patience) {
        return new Run(target, patience, true).start(keys);
    }

    /** One call, batch after batch. */
    private final class Run {
        private final Target target;
        private final Patience patience;
        private final boolean bulk;
        private final DeviceMemory memory;
        private final Map<PropertyKey, Reading> readings = new HashMap<>();
        private final Deque<PropertyKey> remaining = new ArrayDeque<>();
        private final Deque<List<PropertyKey>> parts = new ArrayDeque<>();
        private final CompletableFuture<Map<PropertyKey, Reading>> done = new CompletableFuture<>();
        private int outstanding;
        private boolean little;

        Run(Target target, Patience patience, boolean bulk) {
            this.target = target;
            this.patience = patience;
            this.bulk = bulk;
            memory = memories.of(target.where());
        }

        CompletionStage<Map<PropertyKey, Reading>> start(List<PropertyKey> keys) {
            remaining.addAll(keys);
            next();
            return done;
        }

        private void next() {
            int atOnce = bulk ? 1 : memory.atOnce();
            while (outstanding < atOnce && !(parts.isEmpty() && remaining.isEmpty())) {
                List<PropertyKey> batch = parts.isEmpty() ? nextBatch() : parts.poll();
                outstanding++;
                if (batch.size() == 1) {
                    ask(batch.get(0));
                } else {
                    ask(batch);
                }
            }
            if (outstanding == 0) {
                done.complete(readings);
            }
        }

        private List<PropertyKey> nextBatch() {
            int size = little ? memory.smallBatch() : bulk ? memory.bulkBatch() : memory.batch();
            List<PropertyKey> batch = new ArrayList<>(Math.min(size, remaining.size()));
            while (batch.size() < size && !remaining.isEmpty()) {
                PropertyKey key = remaining.poll();
                if (memory.isTroubled(key)) {
                    parts.add(List.of(key));
                } else {
                    batch.add(key);
                }
            }
            return batch.isEmpty() && !parts.isEmpty() ? parts.poll() : batch;
        }

        private void ask(PropertyKey key) {
            requests.ask(target, new ReadPropertyRequest(key.object(), key.property(), key.arrayIndex()), patience)
                    .thenAccept(answer -> {
                        outstanding--;
                        readings.put(key, single(key, answer));
                        if (answer instanceof Answer.Silent || answer instanceof Answer.Dropped) {
                            giveUp(readings.get(key));
                        }
                        next();
                    })
                    .whenComplete(this::passOn);
        }

        private Reading single(PropertyKey key, Answer answer) {
            if (answer instanceof Answer.Done done) {
                return done.service()
                        .filter(ReadPropertyAck.class::isInstance)
                        .map(ReadPropertyAck.class::cast)
                        .filter(ack -> key.equals(PropertyKey.of(
                                ack.getEventObjectIdentifier(),
                                ack.getPropertyIdentifier(),
                                ack.getPropertyArrayIndex())))
                        .<Reading>map(ack -> {
                            memory.fine(key);
                            return new Reading.Got(ack.getValue());
                        })
                        .orElseGet(() -> new Reading.Unreadable("it answered to another question"));
            }
            if (answer instanceof Answer.Refused refused) {
                memory.trouble(key);
                return new Reading.Refused(refused.refusal());
            }
            if (answer instanceof Answer.Unreadable unreadable) {
                memory.trouble(key);
                return new Reading.Unreadable(unreadable.detail());
            }
            if (answer instanceof Answer.Dropped dropped) {
                return new Reading.NotAsked(dropped.reason());
            }
            return answer instanceof Answer.TooLong
                    ? new Reading.Unreadable("the request is too long for the device")
                    : new Reading.Silent();
        }

        private void ask(List<PropertyKey> batch) {
            requests.ask(target, MultipleRead.request(batch), patience)
                    .thenAccept(answer -> {
                        outstanding--;
                        if (answer instanceof Answer.Done done
                                && done.service().orElse(null) instanceof ReadPropertyMultipleAck ack) {
                            take(batch, ack);
                        } else if (answer instanceof Answer.Silent && !little && memory.mayTakeLess(batch.size())) {
                            little = true;
                            batch.forEach(remaining::addFirst);
                        } else if (answer instanceof Answer.Silent) {
                            giveUp(new Reading.Silent(), batch);
                        } else if (answer instanceof Answer.Dropped dropped) {
                            giveUp(new Reading.NotAsked(dropped.reason()), batch);
                        } else {
                            split(batch, answer);
                        }
                        next();
                    })
                    .whenComplete(this::passOn);
        }

        /** A defect must not leave the caller waiting. */
        private void passOn(Void nothing, Throwable defect) {
            if (defect != null) {
                done.completeExceptionally(defect);
            }
        }

        private void take(List<PropertyKey> batch, ReadPropertyMultipleAck ack) {
            MultipleRead.readings(ack, readings::put);
            for (PropertyKey key : batch) {
                Reading reading =
                        readings.putIfAbsent(key, new Reading.Unreadable("the device left it out of its answer"));
                if (reading instanceof Reading.Got got && got.isOfAnotherType()) {
                    parts.addFirst(List.of(key));
                }
            }
            if (little) {
                memory.takesLittle();
            } else if (!bulk) {
                memory.fitted(batch.size());
            }
        }

        /** Tries again with less: singly, or in halves. */
        private void split(List<PropertyKey> batch, Answer answer) {
            if (answer instanceof Answer.Refused refused && refused.refusal().isOfService()) {
                memory.readsSingly();
                for (int i = batch.size() - 1; i >= 0; i--) {
                    parts.addFirst(List.of(batch.get(i)));
                }
                return;
            }
            if (answer instanceof Answer.TooLong
                    || answer instanceof Answer.Refused refused
                            && refused.refusal().isTooLong()) {
                memory.tooMuch(batch.size());
            }
            int half = batch.size() / 2;
            parts.addFirst(batch.subList(half, batch.size()));
            parts.addFirst(batch.subList(0, half));
        }

        private void giveUp(Reading reading, List<PropertyKey> batch) {
            batch.forEach(key -> readings.put(key, reading));
            giveUp(reading);
        }

        /** A device that is silent now is not asked for the rest. */
        private void giveUp(Reading reading) {
            parts.forEach(part -> part.forEach(key -> readings.put(key, reading)));
            remaining.forEach(key -> readings.put(key, reading));
            parts.clear();
            remaining.clear();
        }
    }
}
