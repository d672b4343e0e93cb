// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** The shell as a building engineer uses it. */
public class ShellIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static Simulator simulator;
    private static Gateway gateway;

    @BeforeClass
    public static void start() {
        simulator = Simulator.start(2, 30, "127.0.1.1");
        gateway = Gateway.started(simulator.port(), Map.of());
        String found = gateway.shell("bms:device-discover 127.0.1.1 127.0.1.2");
        assertTrue(found, found.contains("1001") && found.contains("1002"));
    }

    @AfterClass
    public static void stop() {
        gateway.close();
        simulator.close();
    }

    @Test
    public void devicesAndPoints_areListed() {
        String devices = gateway.shell("bms:device-list");
        assertTrue(devices, devices.contains("1001") && devices.contains("127.0.1.2"));
        Await.until(
                () -> gateway.shell("bms:point-list 1001").contains("good"),
                Duration.ofSeconds(15),
                "a good value in the list");
        assertFalse(gateway.shell("bms:point-list 1001").contains("1002."));
    }

    @Test
    public void writeReadRelease_goThrough() {
        String point = setpoint();
        String written = gateway.shell("bms:point-write " + point + " 23,50");
        assertTrue(written, written.contains("Writes 23.5 ") && written.contains("written at priority 8"));
        assertTrue(gateway.shell("bms:point-read " + point).contains("23.5"));
        assertFalse(gateway.shell("bms:point-release " + point).contains("23.5"));
    }

    private static String setpoint() {
        Matcher matcher = Pattern.compile("1001\\.analogValue\\.\\d+").matcher(gateway.shell("bms:point-list 1001"));
        assertTrue(matcher.find());
        return matcher.group();
    }

    @Test
    public void pointShow_oneProperty_askedForByNameOrNumber() {
        String point = setpoint();
        for (String property : List.of("relinquishDefault", "104")) {
            String shown = gateway.shell("bms:point-show --property " + property + " " + point);
            assertTrue(shown, shown.contains("relinquishDefault") && !shown.contains("presentValue"));
        }
    }

    @Test
    public void pointWriteFor_saysWhenItEnds_andIsListedWithTheTimeLeft() {
        String point = setpoint();
        String written = gateway.shell("bms:point-write -p 11 --for 15 " + point + " 22");
        assertTrue(written, written.contains("written at priority 11, released at 20"));
        String listed = gateway.shell("bms:override-list");
        assertTrue(
                listed, Pattern.compile("\\b(8\\d\\d|900) s\\b").matcher(listed).find());
        gateway.shell("bms:point-release -p 11 " + point);
    }

    @Test
    public void overrideDrop_givesUpWhatIsHeld() {
        String point = setpoint();
        gateway.shell("bms:point-write -p 10 " + point + " 21.5");
        assertTrue(gateway.shell("bms:override-list").contains(point));
        assertTrue(gateway.shell("bms:override-drop " + point + " 10").contains("Given up"));
        assertFalse(gateway.shell("bms:override-list").contains(point));
        gateway.shell("bms:point-release -p 10 " + point);
    }

    @Test
    public void ede_exportedWithItsStateTexts_importedChangesNothing() throws IOException {
        Path ede = gateway.data().resolve("Hotel_EDE.csv");
        Path texts = gateway.data().resolve("Hotel_StateTexts.csv");
        assertTrue(gateway.shell("bms:ede-export " + ede).contains(texts.toString()));
        assertTrue(Files.readAllLines(texts).size() > 1);
        String imported = gateway.shell("bms:ede-import -s " + texts + " " + ede);
        assertTrue(imported, imported.contains("2 devices of the file are in the site, 0 changes"));
        Files.writeString(texts, Files.readString(texts).replaceFirst("(?m)^1;[^;\n]*", "1;Renamed"));
        String different = gateway.shell("bms:ede-diff --state-texts " + texts + " " + ede);
        assertTrue(different, different.contains("before Renamed"));
    }

    @Test
    public void eventList_showsAWriteWithItsPointAndValue() {
        String point = setpoint();
        gateway.shell("bms:point-write -p 10 " + point + " 22.5");
        gateway.shell("bms:point-release -p 10 " + point);
        String events = gateway.shell("bms:event-list --kind command");
        assertTrue(events, events.contains("set_value_to_point " + point + " = 22.5 at priority 10"));
        assertTrue(events, events.contains("set_value_to_point " + point + " released at priority 10"));
        assertTrue(events, events.contains("success (" + System.getProperty("user.name") + " by shell)"));
    }

    @Test
    public void edeImportMonitor_fileOfAnotherSite_isRefusedAndReadingGoesOn() throws IOException {
        Path ede = Files.writeString(
                gateway.data().resolve("other.csv"),
                "#keyname;device obj.-instance;object-name;object-type;object-instance\r\nk;77;x;0;1\r\n");
        assertRefused("bms:ede-import --monitor " + ede, "nothing would be read any more");
        assertTrue(gateway.shell("bms:point-list 1001").contains("1001.analogInput."));
    }

    @Test
    public void edeImportMonitor_oneRowOfThisSite_saysHowManyAreReadNoMore() throws IOException {
        Path all = gateway.data().resolve("all.csv");
        gateway.shell("bms:ede-export " + all);
        Path one = Files.writeString(
                gateway.data().resolve("one.csv"),
                "#keyname;device obj.-instance;object-name;object-type;object-instance\r\nk;1001;;0;1\r\n");
        String fewer = gateway.shell("bms:ede-import --monitor " + one);
        String again = gateway.shell("bms:ede-import --monitor " + all);
        assertTrue(
                fewer,
                Pattern.compile("1 point is read from now on, [1-9]\\d+ are not any more\\.")
                        .matcher(fewer)
                        .find());
        assertTrue(
                again,
                Pattern.compile("[1-9]\\d+ points are read from now on, 0 are not any more\\.")
                        .matcher(again)
                        .find());
    }

    @Test
    public void monitoring_stopsAndStarts() {
        Duration soon = Duration.ofSeconds(5);
        gateway.shell("bms:monitoring-stop");
        Await.until(() -> gateway.shell("bms:status").contains("stopped"), soon, "stopped");
        gateway.shell("bms:monitoring-start");
        Await.until(() -> gateway.shell("bms:status").contains("active"), soon, "active");
    }

    @Test
    public void everyCommand_hasHelp() {
        List<String> commands = Pattern.compile("(?m)^  bms:(\\S+)")
                .matcher(gateway.shell("help"))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertTrue(commands.toString(), commands.containsAll(List.of("status", "point-write", "restore", "doctor")));
        String help = gateway.shell(
                commands.stream().map(command -> "bms:" + command + " --help").collect(Collectors.joining("; ")));
        assertEquals(commands.size(), help.split("DESCRIPTION", -1).length - 1);
        for (String command : commands) {
            assertTrue(help, help.contains("bms:" + command));
        }
    }

    /** Karaf's own list loses the last letter of a line that fills its column. */
    @Test
    public void help_in80Columns_hasEveryLetter() {
        String list = String.join(" ", gateway.shell("help bms").strip().split("\\s+"));
        assertTrue(list, list.contains("and the ids of this gateway, with which its topics move."));
        String all = gateway.shell("help");
        assertTrue(all, all.lines().allMatch(line -> line.length() < 80));
        assertTrue(gateway.shell("help bms:status").contains("DESCRIPTION"));
    }

    @Test
    public void whatTheShellNeeds_isNotTakenAway() {
        for (String command : List.of(
                "bundle:stop io.bms.shell",
                "stop io.bms.shell",
                "bUndle:sTop io.bms.shell",
                "sTop io.bms.shell",
                "bundle:restart .*/bms-shell/.*",
                "bundle:uninstall org.apache.felix.scr",
                "bundle:start-level io.bms.shell 200",
                "system:start-level 20")) {
            assertRefused(command, "This shell needs");
        }
        for (String command : List.of(
                "feature:uninstall bms-gateway",
                "fEature:uNinstall bms-gateway",
                "feature:requirement-remove feature:bms-gateway",
                "feature:repo-remove -u bms-.*",
                "feature:stop bms-.*")) {
            assertRefused(command, "nor this shell");
        }
        gateway.shell("bms:status");
    }

    private static void assertRefused(String command, String why) {
        try (Run run = Run.start(
                gateway.home(), Map.of("BMS_DATA", gateway.data().toString()), List.of("bin/bms", "shell", command))) {
            assertEquals(command, 1, run.exit(SOON));
            assertTrue(run.output(), run.output().contains(why));
        }
    }

    @Test
    public void write_numberThatCanBeReadInTwoWays_isRefused() {
        try (Run run = Run.start(
                gateway.home(),
                Map.of("BMS_DATA", gateway.data().toString()),
                List.of("bin/bms", "shell", "bms:point-write " + setpoint() + " 1.250"))) {
            assertFalse(run.exit(SOON) == 0);
            assertTrue(run.output(), run.output().contains("write 1250 or 1.2500"));
        }
    }

    @Test
    public void failure_isASentenceAndANonZeroExit() {
        try (Run run = Run.start(
                gateway.home(),
                Map.of("BMS_DATA", gateway.data().toString()),
                List.of("bin/bms", "shell", "bms:point-write 1001.analogInput.99 1"))) {
            assertFalse(run.exit(Duration.ofSeconds(20)) == 0);
            assertTrue(run.output(), run.output().contains("1001.analogInput.99"));
        }
    }

    /** In the night in which a bundle does not start, the others' commands are what is left to find out why. */
    @Test
    public void bundleThatDoesNotRun_takesOnlyTheCommandsAwayThatNeedIt() {
        try (Run run =
                Run.start(gateway.home(), Map.of("BMS_DATA", gateway.data().toString()), List.of("bin/bms", "shell"))) {
            run.type("bundle:stop io.bms.heartbeat io.bms.bacnet io.bms.timeseries");
            run.type("bms:device-list");
            run.awaitLine("Infinite Automation", SOON);
            run.type("bms:status");
            run.awaitLine("bms:status cannot be had: it needs the bundle io.bms.heartbeat, which is not running", SOON);
            run.type("bms:ede-export " + gateway.data().resolve("Nothing.csv"));
            run.awaitLine("bms:ede-export cannot be had: it needs the bundle io.bms.bacnet", SOON);
            run.type("bms:doctor");
            run.awaitLine("driver", SOON);
        } finally {
            gateway.shell("bundle:start io.bms.heartbeat io.bms.bacnet io.bms.timeseries");
        }
        String status = gateway.shell("bms:status");
        assertTrue(
                status,
                status.contains("bacnet " + System.getProperty("bms.version").replace('-', '.')));
    }

    @Test
    public void interactiveSession_completesRefusesInterruptsAndEnds() throws IOException {
        try (Run run =
                Run.start(gateway.home(), Map.of("BMS_DATA", gateway.data().toString()), List.of("bin/bms", "shell"))) {
            run.type("bms:identity-show");
            run.awaitLine("gateway-1", SOON);
            run.type("device-li\t");
            run.awaitLine("Infinite Automation", SOON);
            run.type("point-write 1001.analogInput.99 1");
            run.awaitLine("The site has no point 1001.analogInput.99", SOON);
            run.type("device-discover 127.0.9.9");
            // It takes some three seconds, and the line of its progress ends with it.
            Await.pass(Duration.ofSeconds(1));
            run.type("\u0003bms:status");
            run.awaitLine("Configuration", SOON);
            int from = run.lines().size();
            // The discovery that was left alone ends within these seconds, and says nothing into the next command.
            Await.pass(Duration.ofSeconds(4));
            run.type("logout");
            assertEquals(0, run.exit(SOON));
            assertFalse(
                    run.output(),
                    String.join("\n", run.lines().subList(from, run.lines().size()))
                            .contains("devices found"));
        }
        String log = Files.readString(gateway.data().resolve("log/bms.log"));
        assertFalse("a mistyped command in the log", log.contains("1001.analogInput.99"));
    }
}
