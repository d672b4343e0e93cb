// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How long things take the one who works with the gateway while strangers make 200 sign-ins a second, for figures. */
public final class SignInStorm {
    private static final long SEED = 1;

    private SignInStorm() {}

    /**
     * Milliseconds at p99 of {@code page}, {@code health}, {@code write} and {@code sign-in}, and the sign-ins that
     * were made in a second.
     */
    public record Worked(Map<String, Double> p99, double signInsEachSecond) {}

    public static Worked beside(Duration time) {
        try (Siege siege = new Siege(Map.of())) {
            Attack storm = Attacks.all().stream()
                    .filter(attack -> attack.name().equals(Attacks.SIGN_INS))
                    .findFirst()
                    .orElseThrow();
            Siege.Outcome outcome = siege.play(List.of(storm), time, SEED);
            Siege.print(List.of(outcome));
            return new Worked(
                    outcome.during().entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, times -> times.getValue().p99())),
                    outcome.deeds() / (double) time.toSeconds());
        }
    }
}
