// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.update.UpdateContents;
import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateRecord;
import io.bms.api.update.UpdateState;
import io.bms.api.update.UpdateVerdict;
import io.bms.api.update.Updater;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes a package that says "good". */
final class FakeUpdater implements Updater {
    private static final Instant THEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final UpdatePlan PLAN = new UpdatePlan(
            "1-abc", UpdatePlan.Way.HOT, "It is done.", List.of("bacnet 0.1.0 -> 0.1.1"), List.of("Reading pauses."));

    final List<String> done = new ArrayList<>();

    private UpdateVerdict verdict(Path file) {
        try {
            return Files.readString(file).equals("good")
                    ? new UpdateVerdict.Taken(
                            PLAN,
                            Optional.of(new UpdateContents(1, "0.1.1", "2026", List.of("vendor's key"), "Faster.")))
                    : new UpdateVerdict.Refused("The package is damaged.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<UpdateVerdict> verify(Path file) {
        return CompletableFuture.completedFuture(verdict(file));
    }

    @Override
    public CompletionStage<UpdateVerdict> install(Path file, Optional<String> id, boolean attended) {
        done.add("install " + id.orElse("") + " " + attended);
        return verify(file);
    }

    @Override
    public CompletionStage<UpdateVerdict> rollBack() {
        done.add("rollback");
        return CompletableFuture.completedFuture(new UpdateVerdict.Taken(PLAN, Optional.empty()));
    }

    @Override
    public CompletionStage<KeyVerdict> addKey(Path file) {
        throw new UnsupportedOperationException("keys are added at the shell alone");
    }

    @Override
    public UpdateState state() {
        return new UpdateState(
                UpdateState.Phase.GATE,
                Optional.of("1-abc"),
                THEN,
                List.of("MQTT is not connected"),
                "distribution",
                Optional.of("1-abc"));
    }

    @Override
    public List<UpdateRecord> history() {
        return List.of(new UpdateRecord(THEN, "1-abc", "taken back: by hand"));
    }
}
