// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateRecord;
import io.bms.api.update.UpdateState;
import io.bms.api.update.UpdateState.Phase;
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

/** An updater whose trials last for some looks, and end as the test says. It outlives kills, as the disk does. */
final class PlayedUpdater implements Updater {
    static final String ID = "7-abc";
    private static final int LOOKS = 3;

    final List<String> installed = new ArrayList<>();
    private final List<UpdateRecord> history = new ArrayList<>();
    private String outcome = "in force";
    private String inForce = "distribution";
    private Optional<String> refusal = Optional.empty();
    private int looksLeft;
    private String another = "";
    private int othersLooks;
    private boolean begins = true;

    /** What is installed is not begun, as where the gateway ends before. */
    void neverBegins() {
        begins = false;
    }

    /**
     * Somebody else has another update installed for some looks.
     *
     * @param when {@code verify} or {@code install}: just when that is asked for
     */
    void another(String when) {
        another = when;
    }

    private boolean isAnother(String now) {
        if (another.equals(now)) {
            another = "";
            othersLooks = LOOKS;
        }
        return othersLooks > 0;
    }

    void outcome(String how) {
        outcome = how;
    }

    void refuse(String why) {
        refusal = Optional.of(why);
    }

    /** It has ended otherwise before. */
    void remember(String how) {
        history.add(new UpdateRecord(Instant.EPOCH, ID, how));
    }

    /** The process ends: what is tried is taken back at the next start. */
    void killed() {
        if (looksLeft > 0) {
            looksLeft = 0;
            history.add(new UpdateRecord(Instant.EPOCH, ID, "taken back: the gateway ended while it was tried"));
        }
    }

    boolean tries() {
        return looksLeft > 0;
    }

    String inForce() {
        return inForce;
    }

    @Override
    public CompletionStage<UpdateVerdict> verify(Path file) {
        isAnother("verify");
        return CompletableFuture.completedFuture(verdict(file));
    }

    private UpdateVerdict verdict(Path file) {
        try {
            if (!Files.readString(file).startsWith("a package")) {
                return new UpdateVerdict.Refused("The package is damaged.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return refusal.<UpdateVerdict>map(UpdateVerdict.Refused::new)
                .orElseGet(() -> new UpdateVerdict.Taken(
                        new UpdatePlan(ID, UpdatePlan.Way.HOT, "", List.of(), List.of("Reading pauses.")),
                        Optional.empty()));
    }

    @Override
    public CompletionStage<UpdateVerdict> install(Path file, Optional<String> id, boolean attended) {
        if (isAnother("install")) {
            return CompletableFuture.completedFuture(new UpdateVerdict.Refused("Another update is being installed."));
        }
        UpdateVerdict verdict = verdict(file);
        if (verdict instanceof UpdateVerdict.Taken) {
            installed.add(id.orElse("any") + " " + attended);
            looksLeft = begins ? LOOKS : 0;
        }
        return CompletableFuture.completedFuture(verdict);
    }

    @Override
    public UpdateState state() {
        if (othersLooks > 0) {
            othersLooks--;
            return new UpdateState(
                    Phase.GATE, Optional.of("8-def"), Instant.EPOCH, List.of(), inForce, Optional.empty());
        }
        if (looksLeft > 0 && --looksLeft == 0) {
            history.add(new UpdateRecord(Instant.EPOCH, ID, outcome));
            if (outcome.equals("in force")) {
                inForce = ID;
            }
        }
        return new UpdateState(
                looksLeft > 0 ? Phase.GATE : Phase.IDLE,
                Optional.empty(),
                Instant.EPOCH,
                List.of(),
                inForce,
                Optional.empty());
    }

    @Override
    public List<UpdateRecord> history() {
        return List.copyOf(history);
    }

    @Override
    public CompletionStage<UpdateVerdict> rollBack() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<KeyVerdict> addKey(Path file) {
        throw new UnsupportedOperationException();
    }
}
