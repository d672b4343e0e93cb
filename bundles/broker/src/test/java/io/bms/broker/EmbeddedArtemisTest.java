// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.status.StatusItem.Problem;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class EmbeddedArtemisTest {
    private final ManualClock clock = new ManualClock();
    private final ManualScheduler lane = new ManualScheduler(clock);
    private final List<String> events = new ArrayList<>();
    private Optional<Boolean> choice = Optional.of(true);
    private Optional<IOException> refusal = Optional.empty();
    private Optional<String> warning = Optional.empty();

    @Test
    public void constructor_noExternalBroker_startsLaterOnItsOwnLane() throws Exception {
        EmbeddedArtemis component = component();
        assertEquals(List.of(), events);
        lane.runPending();
        assertEquals(List.of("open"), events);
        assertEquals(List.of(), component.status());
    }

    @Test
    public void constructor_externalBroker_startsNothing() throws Exception {
        choice = Optional.of(false);
        EmbeddedArtemis component = component();
        lane.runPending();
        assertEquals(List.of(), events);
        assertEquals(List.of(), component.status());
    }

    @Test
    public void constructor_notYetConfigured_waitsAndSaysSo() throws Exception {
        choice = Optional.empty();
        EmbeddedArtemis component = component();
        lane.runPending();
        assertEquals("broker_undecided", problem(component).code());
        choice = Optional.of(true);
        change(component, "io.bms.mqtt");
        assertEquals(List.of("open"), events);
        assertEquals(List.of(), component.status());
    }

    @Test
    public void configurationUpdated_hostTheSame_touchesNothing() throws Exception {
        EmbeddedArtemis component = component();
        lane.runPending();
        change(component, "io.bms.mqtt");
        choice = Optional.empty();
        change(component, "io.bms.mqtt");
        assertEquals(List.of("open"), events);
    }

    @Test
    public void configurationUpdated_hostSetAndTakenAway_stopsAndStarts() throws Exception {
        EmbeddedArtemis component = component();
        lane.runPending();
        choice = Optional.of(false);
        change(component, "io.bms.other");
        assertEquals(List.of("open"), events);
        change(component, "io.bms.mqtt");
        choice = Optional.of(true);
        change(component, "io.bms.mqtt");
        assertEquals(List.of("open", "stop", "open"), events);
    }

    @Test
    public void start_refused_isAProblemAndRetriedWithBackOff() throws Exception {
        refusal = Optional.of(new IOException("port 1883 is taken"));
        EmbeddedArtemis component = component();
        lane.runPending();
        Problem first = problem(component);
        assertEquals("broker_not_listening", first.code());
        assertEquals("port 1883 is taken", first.message());
        lane.advance(Duration.ofSeconds(1 + 2 + 4 + 8 + 16 + 30 + 30));
        assertEquals(8, events.size());
        assertEquals("since when it began", first, problem(component));
        refusal = Optional.empty();
        lane.advance(Duration.ofSeconds(30));
        assertEquals("open", events.get(events.size() - 1));
        assertEquals(List.of(), component.status());
    }

    @Test
    public void retry_notWantedAnyMore_opensNothing() throws Exception {
        refusal = Optional.of(new IOException("port 1883 is taken"));
        EmbeddedArtemis component = component();
        lane.runPending();
        choice = Optional.of(false);
        change(component, "io.bms.mqtt");
        lane.advance(Duration.ofSeconds(60));
        assertEquals(List.of("refused"), events);
        assertEquals(List.of(), component.status());
    }

    @Test
    public void status_notEncrypted_isAProblemWhileTheBrokerIsTheOneInUse() throws Exception {
        warning = Optional.of("the MQTT broker listens on 0.0.0.0 without encryption");
        EmbeddedArtemis component = component();
        lane.runPending();
        assertEquals("mqtt_not_encrypted", problem(component).code());
        assertEquals(warning.get(), problem(component).message());
        choice = Optional.of(false);
        change(component, "io.bms.mqtt");
        assertEquals(List.of(), component.status());
    }

    private EmbeddedArtemis component() throws IOException {
        return new EmbeddedArtemis(
                () -> choice,
                report -> {
                    events.add(refusal.isPresent() ? "refused" : "open");
                    if (refusal.isPresent()) {
                        throw refusal.get();
                    }
                    return () -> events.add("stop");
                },
                warning,
                lane,
                clock,
                new SignInTrail(),
                new CurrentHeap());
    }

    private void change(EmbeddedArtemis component, String pid) {
        component.configurationUpdated(pid);
        lane.runPending();
    }

    private static Problem problem(EmbeddedArtemis component) {
        assertTrue("one problem: " + component.status(), component.status().size() == 1);
        return (Problem) component.status().get(0);
    }
}
