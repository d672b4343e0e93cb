// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.status.StatusItem;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** From alarms to a channel, with a real file, over failures and restarts. */
public class NotifierTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private final List<Notice> arrived = new ArrayList<>();
    private final List<Notice> tried = new ArrayList<>();
    private Optional<IOException> failing = Optional.empty();
    private ManualScheduler scheduler;
    private Notifier notifier;

    @Before
    public void open() {
        open(Told.settings(Told.TERMS));
        is();
    }

    private void open(NotifySettings settings) {
        scheduler = new ManualScheduler(clock);
        notifier = new Notifier(
                new NotifyParts(
                        new NoticeStore(folder.getRoot().toPath()),
                        route -> this::deliver,
                        HttpClient.newHttpClient(),
                        clock,
                        scheduler,
                        new HereAndNow()),
                settings);
    }

    private void deliver(Notice notice) throws IOException {
        tried.add(notice);
        if (failing.isPresent()) {
            throw failing.get();
        }
        arrived.add(notice);
    }

    @After
    public void close() {
        notifier.close();
    }

    private void is(Alarm... alarms) {
        notifier.alarms(Told.active(false, List.of(alarms)));
        scheduler.advance(Duration.ofSeconds(2));
    }

    private void pass(long seconds) {
        scheduler.advance(Duration.ofSeconds(seconds));
    }

    private Alarm alarm(String id) {
        return Told.alarm(id, AlarmPriority.HIGH, 1, clock.instant());
    }

    private List<String> subjects() {
        return arrived.stream().map(Notice::subject).toList();
    }

    @Test
    public void alarm_isToldOnce_alsoOverARestart_andItsEndAfterIt() {
        Alarm alarm = alarm("1.device");
        is(alarm);
        pass(40);
        String subject = "[high] what is wrong of 1.device";
        assertEquals(List.of(subject), subjects());
        close();
        open(Told.settings(Told.TERMS));
        is(alarm);
        pass(600);
        assertEquals(List.of(subject), subjects());
        close();
        open(Told.settings(Told.TERMS));
        is();
        pass(10);
        assertEquals(List.of(subject, "[over] what is wrong of 1.device"), subjects());
    }

    @Test
    public void notice_thatDidNotArriveBeforeTheEnd_isSentAgainAfterIt_andKnownByItsId() {
        failing = Optional.of(new IOException("connection reset"));
        Alarm alarm = alarm("1.device");
        is(alarm);
        pass(40);
        assertEquals(1, tried.size());
        close();
        failing = Optional.empty();
        open(Told.settings(Told.TERMS));
        is(alarm);
        pass(10);
        assertEquals(2, tried.size());
        assertEquals(tried.get(0), tried.get(1));
        assertEquals(1, arrived.size());
    }

    @Test
    public void server_thatIsAwayForHours_isAskedSeldom_andThenGetsOneNoticeOfWhatIsTheCase() {
        failing = Optional.of(new IOException("451 try again later"));
        Alarm first = alarm("1.device");
        is(first);
        pass(60);
        StatusItem.Problem problem = (StatusItem.Problem) notifier.status().get(0);
        assertEquals("notices_not_sent", problem.code());
        assertTrue(problem.message(), problem.message().contains("webhook: 451 try again later"));
        for (int i = 2; i < 48; i++) {
            is(first, alarm(i + ".device"));
            pass(1_800);
        }
        assertTrue("tried " + tried.size(), tried.size() > 85 && tried.size() < 105);
        Alarm newest = alarm("99.device");
        is(newest);
        failing = Optional.empty();
        pass(1_900);
        assertEquals(List.of(), notifier.status());
        assertEquals(
                List.of("[high] what is wrong of 1.device", "[high] what is wrong of 99.device, and 1 more"),
                subjects());
        assertTrue(arrived.get(1).text(), arrived.get(1).text().contains("Over:\n  high  what is wrong of 1.device"));
    }

    @Test
    public void notice_thatDoesNotArriveForADay_isGivenUp_andWhatIsTheCaseIsSaidInstead() {
        Alarm heard = alarm("1.device");
        is(heard);
        pass(60);
        failing = Optional.of(new IOException("451 try again later"));
        Alarm lasting = alarm("2.device");
        is(heard, lasting, alarm("3.device"));
        pass(600);
        String first = tried.get(tried.size() - 1).subject();
        assertEquals("[high] what is wrong of 2.device, and 1 more", first);
        pass(23 * 3_600);
        assertEquals(first, tried.get(tried.size() - 1).subject());
        is(lasting);
        pass(3_600);
        StatusItem.Problem problem = (StatusItem.Problem) notifier.status().get(0);
        assertTrue(problem.message(), problem.message().contains("451 try again later; what was to be said at 2"));
        assertTrue(problem.message(), problem.message().contains("was given up after 24 hours"));
        close();
        failing = Optional.empty();
        open(Told.settings(Told.TERMS));
        is(lasting);
        pass(1_900);
        assertEquals(List.of(), notifier.status());
        String now = "[high] what is wrong of 2.device, and 1 more";
        assertEquals(List.of("[high] what is wrong of 1.device", now), subjects());
        String text = arrived.get(1).text();
        assertTrue(
                "who heard the onset hears the end: " + text,
                text.contains("Over:\n  high  what is wrong of 1.device"));
        assertFalse("nobody heard of it: " + text, text.contains("3.device"));
    }

    /** What was to be said was that something had gone: given up, it is still to be said. */
    @Test
    public void end_thatDoesNotArriveForADay_isSaidAllTheSame() {
        is(alarm("1.device"));
        pass(60);
        failing = Optional.of(new IOException("451 try again later"));
        is();
        pass(25 * 3_600);
        failing = Optional.empty();
        pass(1_900);
        assertEquals(List.of("[high] what is wrong of 1.device", "[over] what is wrong of 1.device"), subjects());
        close();
        open(Told.settings(Told.TERMS));
        is();
        pass(600);
        assertEquals(2, arrived.size());
    }

    @Test
    public void test_isSentAtOnce_andSaysWhatCameOfIt() {
        assertEquals(List.of("webhook"), notifier.names());
        assertEquals(
                Optional.empty(), notifier.test("webhook").toCompletableFuture().join());
        assertEquals(List.of("[test] The gateway's notices arrive"), subjects());
        failing = Optional.of(new IOException("550 no such user"));
        assertEquals(
                Optional.of("550 no such user"),
                notifier.test("webhook").toCompletableFuture().join());
        assertEquals("it is no trouble of the route", List.of(), notifier.status());
        IllegalArgumentException unknown =
                assertThrows(IllegalArgumentException.class, () -> notifier.test("mail:ops@example.com"));
        assertEquals("there is no route 'mail:ops@example.com'; use one of webhook", unknown.getMessage());
    }

    @Test
    public void route_ofSomeDevices_hearsOfThoseOnly() {
        close();
        open(Told.settings("devices:hvac@example.com", Told.TERMS.of(DeviceRanges.parse("1000-1001 1003"))));
        is();
        is(alarm("1002.device"));
        pass(600);
        assertEquals(List.of(), subjects());
        close();
        open(Told.settings("devices:another@example.com", Told.TERMS.of(DeviceRanges.parse("1003 1000-1002"))));
        is();
        is(alarm("1002.device"));
        pass(600);
        assertEquals(List.of("[high] what is wrong of 1002.device"), subjects());
    }

    @Test
    public void routeThatIsNew_hearsNothingOfWhatWasThere() {
        close();
        open(Told.settings("another", Told.TERMS));
        close();
        open(Told.settings(Told.TERMS));
        Alarm old = alarm("1.device");
        is(old);
        pass(60);
        is(old, alarm("2.device"));
        pass(60);
        is();
        pass(600);
        assertEquals(List.of("[high] what is wrong of 2.device", "[over] what is wrong of 2.device"), subjects());
    }

    @Test
    public void settings_thatAreEmptyForAMoment_forgetNothing() {
        Alarm alarm = alarm("1.device");
        is(alarm);
        pass(40);
        close();
        open(new NotifySettings(Optional.empty(), List.of(), Optional.empty(), ZoneOffset.UTC));
        is(alarm);
        close();
        open(Told.settings(Told.TERMS));
        is(alarm);
        pass(600);
        is();
        pass(10);
        assertEquals(List.of("[high] what is wrong of 1.device", "[over] what is wrong of 1.device"), subjects());
    }

    @Test
    public void words_ofOthers_endNoLine() {
        Alarm alarm = alarm("1.device");
        is(alarm.causedBy(new AlarmCause(
                alarm.id(),
                alarm.cause().kind(),
                alarm.cause().deviceId(),
                AlarmPriority.HIGH,
                "fan\r\nBcc: all@example.com\u202e")));
        pass(60);
        assertEquals(List.of("[high] fan??Bcc: all@example.com?"), subjects());
        assertEquals(4, arrived.get(0).text().lines().count());
    }
}
