package io.bms.testkit;

import io.bms.api.command.CommandLedger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A ledger in memory; what "survives a crash" is the object itself, handed to a second dispatcher. */
public final class FakeLedger implements CommandLedger {
    private final Map<Key, Entry> entries = new HashMap<>();

    @Override
    public synchronized Optional<Entry> begin(String name, String commandId, String digest, Instant now) {
        return Optional.ofNullable(entries.putIfAbsent(
                new Key(name, commandId), new Entry(name, commandId, digest, now, List.of())));
    }

    @Override
    public synchronized void finish(String name, String commandId, List<String> response) {
        entries.computeIfPresent(new Key(name, commandId), (key, entry) ->
                new Entry(name, commandId, entry.digest(), entry.begun(), response));
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
