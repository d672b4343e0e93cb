// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.update.UpdateContents;
import io.bms.api.update.UpdatePlan;
import io.bms.api.update.UpdateVerdict;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What a verdict on an update is for whoever typed the command. */
final class Updating {
    /** Of a package of the largest size on a slow disk. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Updating() {}

    /** Prints what is taken, and throws what is not. */
    static UpdateVerdict.Taken taken(CompletionStage<UpdateVerdict> stage, Screen out)
            throws Refused, InterruptedException {
        UpdateVerdict verdict = Results.await(stage, PATIENCE);
        if (verdict instanceof UpdateVerdict.Taken taken) {
            taken.contents().ifPresent(contents -> print(contents, out));
            print(taken.plan(), out);
            return taken;
        }
        throw new Refused(((UpdateVerdict.Refused) verdict).reason());
    }

    private static void print(UpdateContents contents, Screen out) {
        out.println("Release " + contents.release() + ", version " + contents.version() + ", made " + contents.created()
                + ".");
        contents.signers().forEach(signer -> out.println("Signed by the " + signer + "."));
        if (!contents.notes().isBlank()) {
            contents.notes().lines().forEach(out::println);
        }
    }

    private static void print(UpdatePlan plan, Screen out) {
        out.println(
                plan.changes().isEmpty() ? "No bundle changes." : "Changes " + String.join(", ", plan.changes()) + ".");
        out.println(plan.reason());
        plan.pauses().forEach(out::println);
    }
}
