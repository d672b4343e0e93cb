// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import static org.junit.Assert.assertEquals;

import io.bms.itests.support.Alone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
    /** How many at a time; a short one has no time to play each alone. */
    private static final List<Integer> SIZES = Stream.of(
                    System.getProperty("bms.siege.sizes", EACH.toSeconds() < 15 ? "4" : "1,4")
                            .split(","))
            .map(Integer::valueOf)
            .toList();
    /** Which of them, by a part of their name. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("bms.siege.only", ""));

    private static final boolean RESTARTS = Boolean.getBoolean("bms.siege.restarts");
    private static final long SEED = Long.getLong("bms.siege.seed", 1);

    @Test
    public void attacks_byFewAndFourAtATime_leaveTheOthersAtWork() {
        List<Siege.Outcome> outcomes = new ArrayList<>();
        Siege.head();
        try (Siege siege = new Siege(Map.of("BMS_JAVA_OPTS", System.getProperty("bms.siege.java", "")))) {
            outcomes.add(siege.play(List.of(new Attack("nobody", force -> {})), EACH, SEED, RESTARTS));
            SIZES.stream()
                    .flatMap(size -> Attacks.groups(size, SEED, ONLY).stream())
                    .forEach(attacks -> outcomes.add(siege.play(attacks, EACH, SEED, RESTARTS)));
            System.out.printf("restarted in %.1f s%n%s%n", siege.restart(), siege.status());
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
