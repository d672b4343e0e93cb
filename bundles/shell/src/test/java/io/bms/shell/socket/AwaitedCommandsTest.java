// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public final class AwaitedCommandsTest {
    private final List<String> asked = new ArrayList<>();
    private final AwaitedCommands patient = new AwaitedCommands(Set.of("point-list", "status"), Duration.ofMinutes(1));

    @Test
    public void await_oneThatComesLater_waitsForIt() throws InterruptedException {
        Optional<String> missing = patient.await("bms:status; bms:point-list | grep x", (scope, name) -> {
            asked.add(scope + ":" + name);
            return name.equals("status") || asked.size() > 4;
        });
        assertEquals(Optional.empty(), missing);
        assertTrue(asked.toString(), asked.contains("bms:point-list"));
    }

    @Test
    public void await_withoutItsScopeOrInCapitals_waitsForIt() throws InterruptedException {
        for (String script : List.of("status", "Bms:Status", "BMS:STATUS x", "echo a; status", "echo a | Status")) {
            AwaitedCommands brief = new AwaitedCommands(Set.of("status"), Duration.ZERO);
            assertTrue(script, brief.await(script, (scope, name) -> false).isPresent());
        }
    }

    @Test
    public void await_oneThatNobodyHasOrOfAnotherScope_doesNotWait() throws InterruptedException {
        for (String script : List.of(
                "bms:no-such",
                "feature:list",
                "other-bms:status",
                "echo status",
                "status:x",
                "status-x",
                "shell:status")) {
            assertEquals(Optional.empty(), patient.await(script, (scope, name) -> {
                throw new AssertionError(name);
            }));
        }
    }

    @Test
    public void await_oneThatDoesNotCome_saysSo() throws InterruptedException {
        AwaitedCommands brief = new AwaitedCommands(Set.of("status"), Duration.ZERO);
        String said = brief.await("bms:status", (scope, name) -> false).orElseThrow();
        assertTrue(said, said.startsWith("bms:status cannot be had: "));
    }
}
