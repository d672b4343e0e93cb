// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.command.CommandLedger;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A ledger in memory; what "survives a crash" is the object itself, handed to a second dispatcher. */
public final class FakeLedger implements CommandLedger {
    private final Map<Key, Entry> entries = new HashMap<>();
    private final Set<Key> answered = new HashSet<>();

    @Override
    public synchronized Optional<Entry> begin(
            String name, String commandId, String digest, String returnAddress, Instant now) {
        Key key = new Key(name, commandId);
        Entry known = entries.get(key);
        if (known == null) {
            entries.put(key, new Entry(name, commandId, digest, now, List.of(), returnAddress));
        } else if (known.begun().isBefore(now)) {
            entries.put(key, new Entry(name, commandId, known.digest(), now, known.response(), known.returnAddress()));
        }
        return Optional.ofNullable(known);
    }

    @Override
    public synchronized void finish(String name, String commandId, List<String> response) {
        entries.computeIfPresent(
                new Key(name, commandId),
                (key, entry) ->
                        new Entry(name, commandId, entry.digest(), entry.begun(), response, entry.returnAddress()));
    }

    @Override
    public synchronized void delivered(String name, String commandId) {
        answered.add(new Key(name, commandId));
    }

    @Override
    public synchronized List<Entry> undelivered() {
        return entries.entrySet().stream()
                .filter(entry -> !answered.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparing(Entry::begun))
                .toList();
    }

    @Override
    public synchronized void forget(Instant before) {
        entries.values().removeIf(entry -> entry.begun().isBefore(before));
    }

    public synchronized Optional<Entry> entry(String name, String commandId) {
        return Optional.ofNullable(entries.get(new Key(name, commandId)));
    }

    private record Key(String name, String commandId) {}
}
