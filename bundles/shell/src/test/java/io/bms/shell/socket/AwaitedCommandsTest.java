// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.Test;

public final class AwaitedCommandsTest {
    private final List<String> asked = new ArrayList<>();
    private final AwaitedCommands patient = new AwaitedCommands(needs("point-list", "status"), Duration.ofMinutes(1));

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
            AwaitedCommands brief = new AwaitedCommands(needs("status"), Duration.ZERO);
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
        AwaitedCommands brief = new AwaitedCommands(needs("status"), Duration.ZERO);
        String said = brief.await("bms:status", (scope, name) -> false).orElseThrow();
        assertTrue(said, said.startsWith("bms:status cannot be had: "));
    }

    @Test
    public void await_oneWhoseServiceComesLater_waitsForItAlone() throws InterruptedException {
        Set<Class<?>> there = new HashSet<>(Set.of(Runnable.class));
        CommandNeeds needs = new CommandNeeds(
                Map.of("point-list", List.of(Runnable.class), "status", List.of(Runnable.class, Callable.class)),
                service -> {
                    asked.add(service.getSimpleName());
                    return there.contains(service) || service == Callable.class && asked.size() > 5;
                },
                service -> Optional.of("io.bms.heartbeat"));
        AwaitedCommands brief = new AwaitedCommands(needs, Duration.ZERO);
        assertEquals(Optional.empty(), brief.await("bms:point-list", (scope, name) -> true));
        assertEquals(
                Optional.of("bms:status cannot be had: it needs the bundle io.bms.heartbeat, which is not running;"
                        + " bundle:list shows its state, and the log says why"),
                brief.await("bms:status", (scope, name) -> true));
        AwaitedCommands awaiting = new AwaitedCommands(needs, Duration.ofMinutes(1));
        assertEquals(Optional.empty(), awaiting.await("bms:status", (scope, name) -> true));
        assertTrue(asked.toString(), asked.size() > 5);
    }

    private static CommandNeeds needs(String... commands) {
        return new CommandNeeds(
                Arrays.stream(commands).collect(Collectors.toMap(name -> name, name -> List.of())),
                service -> true,
                service -> Optional.empty());
    }
}
