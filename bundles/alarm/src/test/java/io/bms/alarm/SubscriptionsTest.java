// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.command.CommandResult.EventsSubscribed;
import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.EventState.Transition;
import io.bms.api.driver.RecipientOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.status.StatusItem;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.Before;
import org.junit.Test;

/** The gateway's entries in recipient lists, of a device that is played, with a real file. */
public class SubscriptionsTest extends AlarmsOnDisk {
    private static final EventRecipient OWN =
            new EventRecipient("0a0b", "device 1", true, 9, true, Set.of(Transition.values()), EventRecipient.ALWAYS);
    private static final EventRecipient OTHER =
            new EventRecipient("0c0d", "device 77", false, 1, true, Set.of(Transition.values()), EventRecipient.ALWAYS);
    private static final Duration DAY = Duration.ofDays(1);

    @Before
    public void start() {
        sites.preset(
                Devices.site(Devices.device(1, 1, Duration.ofSeconds(1)), Devices.device(2, 1, Duration.ofSeconds(1))));
        online(true);
        entered(true);
        open();
    }

    private void online(boolean now) {
        for (int device : List.of(1, 2)) {
            monitoring.device(device, new Monitoring.DeviceState(now, clock.instant(), Optional.empty()));
        }
    }

    private void entered(boolean added) {
        monitoring.entries(() -> new RecipientOutcome.Entered(OWN, true, added, List.of()));
    }

    private void removed() {
        monitoring.entries(() -> new RecipientOutcome.Removed(List.of()));
    }

    private void refused(ErrorCode code) {
        monitoring.entries(() -> new RecipientOutcome.Refused(new Failure(code, "not so")));
    }

    private CommandResult ask(int device, boolean entered) {
        CompletableFuture<CommandResult> answer = alarms.handle(
                        new Command.SubscribeEvents(device, 3, entered), progress -> {})
                .toCompletableFuture();
        scheduler.runPending();
        assertTrue("there is no answer", answer.isDone());
        return answer.join();
    }

    private void assertState(EventsSubscribed.State expected, CommandResult result) {
        assertEquals(new EventsSubscribed(expected, List.of()), result);
    }

    /** What the device has been asked since the last call. */
    private List<String> news() {
        List<String> all = monitoring.askedAboutEntries();
        List<String> fresh = new ArrayList<>(all.subList(seen, all.size()));
        seen = all.size();
        return fresh;
    }

    private int seen;

    private List<String> problems() {
        return alarms.status().stream()
                .map(item -> ((StatusItem.Problem) item).message())
                .toList();
    }

    @Test
    public void subscribe_andUnsubscribe_takesOutWhatWasEntered() {
        assertState(EventsSubscribed.State.ENTERED, ask(1, true));
        removed();
        assertState(EventsSubscribed.State.NOT_ENTERED, ask(1, false));
        assertEquals(List.of("add 1 3", "remove 1 3 0a0b"), news());
        scheduler.advance(DAY.plusHours(1));
        assertEquals("nothing more is asked of the device", List.of(), news());
    }

    @Test
    public void unsubscribe_whatNobodyHasEntered_asksNothing() {
        assertState(EventsSubscribed.State.NOT_ENTERED, ask(1, false));
        assertEquals(List.of(), news());
    }

    @Test
    public void subscribe_deviceThatTheSiteHasNot_isRefused() {
        assertEquals(
                Optional.of(ErrorCode.INVALID_REQUEST), ask(9, true).failure().map(Failure::code));
        assertEquals(List.of(), news());
    }

    @Test
    public void subscribe_deviceThatRefuses_isLeftAlone() {
        refused(ErrorCode.DEVICE_ERROR);
        assertEquals("not so", ask(1, true).failure().orElseThrow().message());
        news();
        scheduler.advance(DAY.plusHours(1));
        restart();
        scheduler.advance(Duration.ofSeconds(5));
        assertEquals(List.of(), news());
        assertEquals(List.of(), problems());
    }

    @Test
    public void subscribe_silentDevice_isEnteredOnceItIsBack_overARestartToo() {
        online(false);
        assertState(EventsSubscribed.State.PENDING, ask(1, true));
        assertEquals(List.of(), news());
        restart();
        scheduler.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), news());
        online(true);
        scheduler.advance(Duration.ofSeconds(2));
        assertEquals(List.of("add 1 3"), news());
    }

    @Test
    public void subscribe_noAnswer_isTriedAgain_evermoreSeldom() {
        refused(ErrorCode.DEVICE_TIMEOUT);
        assertState(EventsSubscribed.State.PENDING, ask(1, true));
        scheduler.advance(Duration.ofHours(1));
        int asked = news().size();
        assertTrue("it was asked " + asked + " times", asked >= 12 && asked <= 20);
        entered(true);
        scheduler.advance(Duration.ofMinutes(6));
        assertEquals(List.of("add 1 3"), news());
    }

    @Test
    public void entered_isLookedAtEachDay_whenTheDeviceIsBack_andAfterARestart() {
        ask(1, true);
        entered(false);
        news();
        scheduler.advance(DAY.plusMinutes(1));
        assertEquals(List.of("add 1 3"), news());
        online(false);
        scheduler.advance(Duration.ofMinutes(1));
        online(true);
        scheduler.advance(Duration.ofMinutes(1));
        assertEquals(List.of("add 1 3"), news());
        restart();
        scheduler.advance(Duration.ofMinutes(1));
        assertEquals(List.of("add 1 3"), news());
    }

    @Test
    public void entered_andLostAgainAndAgain_isLeftAlone_andSaid() {
        ask(1, true);
        for (int loss = 0; loss < 5; loss++) {
            online(false);
            scheduler.advance(Duration.ofMinutes(1));
            online(true);
            scheduler.advance(Duration.ofMinutes(1));
        }
        assertEquals(4, news().size());
        assertEquals(1, problems().size());
        assertTrue("" + problems(), problems().get(0).contains("has lost the gateway's entry three times"));
        entered(false);
        scheduler.advance(DAY);
        assertEquals(List.of("add 1 3"), news());
        assertEquals(List.of(), problems());
    }

    @Test
    public void entered_byOthers_isNeverTakenOut() {
        monitoring.entries(() -> new RecipientOutcome.Entered(OWN, false, false, List.of()));
        assertState(EventsSubscribed.State.ENTERED_BY_OTHERS, ask(1, true));
        removed();
        ask(1, false);
        assertEquals("its own is asked for, and no other", List.of("add 1 3", "remove 1 3 own"), news());
    }

    @Test
    public void entriesOfOthers_thatARefusingDeviceLoses_areNamed() {
        Failure why = new Failure(ErrorCode.DEVICE_ERROR, "not so");
        monitoring.entries(() -> new RecipientOutcome.Refused(why, List.of(OTHER)));
        assertEquals(
                "not so; meanwhile the list has lost entries of others, which somebody has to enter again:"
                        + " device 77, process 1",
                ask(1, true).failure().orElseThrow().message());
    }

    @Test
    public void entriesOfOthers_thatTheDeviceLoses_areNamed() {
        monitoring.entries(() -> new RecipientOutcome.Entered(OWN, true, true, List.of(OTHER)));
        CommandResult result = ask(1, true);
        assertEquals(CommandResult.Status.PARTIAL, result.status());
        assertEquals(
                "the device has lost entries of others, which somebody has to enter again: device 77, process 1",
                result.failure().orElseThrow().message());
        assertTrue("" + problems(), problems().get(0).contains("device 77, process 1"));
    }

    @Test
    public void unsubscribe_silentDevice_isTakenOutOnceItIsBack_overARestartToo() {
        ask(1, true);
        online(false);
        assertState(EventsSubscribed.State.PENDING, ask(1, false));
        restart();
        removed();
        news();
        online(true);
        scheduler.advance(Duration.ofSeconds(3));
        assertEquals(List.of("remove 1 3 0a0b"), news());
        scheduler.advance(DAY.plusHours(1));
        assertEquals(List.of(), news());
    }

    @Test
    public void leaving_takesOutTheEntriesOfTheDevicesThatGo_andOfNoOther() {
        ask(1, true);
        ask(2, true);
        removed();
        news();
        CompletableFuture<Void> left = alarms.leaving(Set.of(1)).toCompletableFuture();
        scheduler.runPending();
        assertTrue(left.isDone());
        assertEquals(List.of("remove 1 3 0a0b"), news());
    }

    @Test
    public void leaving_deviceThatDoesNotAnswer_letsItGo_andForgetsIt() {
        ask(1, true);
        online(false);
        news();
        CompletableFuture<Void> left = alarms.leaving(Set.of(1)).toCompletableFuture();
        scheduler.runPending();
        assertTrue(left.isDone());
        restart();
        online(true);
        scheduler.advance(Duration.ofMinutes(10));
        assertEquals(List.of(), news());
    }
}
