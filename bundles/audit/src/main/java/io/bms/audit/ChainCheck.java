// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.audit.AuditVerdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Computes the chain anew, from its beginning to where it ought to end. Thread: the caller's; one use. */
final class ChainCheck {
    private static final int PAGE = 1_000;

    private final AuditStore store;
    private final ChainEnd expected;
    private final Optional<AuditCheckpoint> known;
    private final ChainEnd beginning;
    private ChainEnd sound;
    private long records;
    private boolean begunLawfully;
    private boolean knownFound;
    private Optional<String> broken = Optional.empty();

    /**
     * @param expected where it ended when its writer wrote last
     * @param known a checkpoint that was kept elsewhere
     */
    ChainCheck(AuditStore store, ChainEnd expected, Optional<AuditCheckpoint> known) {
        this.store = store;
        this.expected = expected;
        this.known = known;
        beginning = store.beginning();
        sound = beginning;
        begunLawfully = beginning.equals(ChainEnd.NONE);
        knownFound = known.isEmpty();
    }

    AuditVerdict run(Instant now) {
        compareWithKnown();
        List<ChainTable.Stored> page = store.after(beginning.seq(), PAGE);
        while (!page.isEmpty() && broken.isEmpty()) {
            for (ChainTable.Stored stored : page) {
                if (broken.isEmpty() && stored.record().seq() <= expected.seq()) {
                    look(stored);
                }
            }
            page = store.after(page.get(page.size() - 1).record().seq(), PAGE);
        }
        if (broken.isEmpty()) {
            judgeEnds();
        }
        return new AuditVerdict(records, sound.at(now), broken);
    }

    private void look(ChainTable.Stored stored) {
        ChainRecord record = stored.record();
        records++;
        if (record.seq() != sound.seq() + 1) {
            broken = Optional.of("records " + (sound.seq() + 1) + " to " + (record.seq() - 1) + " are missing");
            return;
        }
        ChainEnd next = sound.with(record);
        if (!Arrays.equals(next.hash(), stored.hash())) {
            broken = Optional.of(
                    "record " + record.seq() + " is not what was written there, or does not follow the one before it");
            return;
        }
        sound = next;
        begunLawfully |= record.text("action").equals(Optional.of(ChainWriter.SHORTENED))
                && record.text("became").equals(Optional.of(beginning.hex()));
        compareWithKnown();
    }

    private void compareWithKnown() {
        if (known.isPresent() && known.get().seq() == sound.seq()) {
            knownFound = true;
            if (!known.get().hash().equals(sound.hex())) {
                broken = Optional.of("record " + sound.seq() + " is another than that of the checkpoint");
            }
        }
    }

    private void judgeEnds() {
        if (!sound.equals(expected)) {
            broken = Optional.of("the records after " + sound.seq() + " are missing, up to " + expected.seq());
        } else if (!begunLawfully) {
            broken = Optional.of("the records up to " + beginning.seq() + " are missing, and none says that the gateway"
                    + " deleted them");
        } else if (!knownFound && known.orElseThrow().seq() > sound.seq()) {
            broken = Optional.of("the chain ends at " + sound.seq() + ", before the checkpoint's record "
                    + known.orElseThrow().seq());
        }
    }
}
