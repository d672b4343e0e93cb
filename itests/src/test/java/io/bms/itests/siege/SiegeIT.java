// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import static org.junit.Assert.assertEquals;

import io.bms.itests.support.Alone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/**
 * Nothing that a stranger or a guest sends stops the gateway for the others. {@code mvn -Psiege} plays each attack for
 * 15 s, restarts after each, and holds it to what is wanted; a short one only finds what stands still.
 */
@Alone
public class SiegeIT {
    private static final Duration EACH = Duration.ofSeconds(Long.getLong("bms.siege.seconds", 2));
    private static final Limits LIMITS = EACH.toSeconds() < 15 ? Limits.NO_STANDSTILL : Limits.WANTED;
    /** A short one has no time to play each alone. */
    private static final int FEWEST_AT_A_TIME = EACH.toSeconds() < 15 ? 2 : 1;

    private static final boolean RESTARTS = Boolean.getBoolean("bms.siege.restarts");
    private static final long SEED = Long.getLong("bms.siege.seed", 1);

    @Test
    public void attacks_byFewAndFourAtATime_leaveTheOthersAtWork() {
        List<Siege.Outcome> outcomes = new ArrayList<>();
        try (Siege siege = new Siege(Map.of("BMS_JAVA_OPTS", System.getProperty("bms.siege.java", "")))) {
            outcomes.add(siege.play(List.of(new Attack("nobody", force -> {})), EACH, SEED));
            Stream.of(Attacks.groups(FEWEST_AT_A_TIME, SEED), Attacks.groups(4, SEED))
                    .flatMap(List::stream)
                    .forEach(attacks -> {
                        outcomes.add(siege.play(attacks, EACH, SEED));
                        if (RESTARTS) {
                            System.out.printf("restarted in %.1f s%n", siege.restart());
                        }
                    });
            System.out.printf("restarted in %.1f s%n%s%n", siege.restart(), siege.status());
        } finally {
            Siege.print(outcomes);
        }
        for (Siege.Outcome outcome : outcomes) {
            assertEquals("the gateway's own session was lost: " + outcome, 0, outcome.sessionsLost());
        }
        String passed = outcomes.stream()
                .flatMap(outcome -> LIMITS.passed(outcome, outcomes.get(0)).stream())
                .collect(Collectors.joining("\n"));
        assertEquals("what went beyond " + LIMITS, "", passed);
    }
}
