// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeFalse;

import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.HawkbitServer;
import io.bms.itests.support.NextVersion;
import io.bms.itests.support.NextVersion.Driver;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Updates from the real server, by hand: {@code mvn -Phawkbit}. HotUpdateIT does it in every run with a played one. */
public class HawkbitIT {
    private static final Duration LATE = Duration.ofSeconds(180);
    private static final String JAR = System.getProperty("bms.hawkbit", "");
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final List<String> CLOSED = List.of("finished", "error", "canceled");

    private HawkbitServer server;
    private Gateway gateway;
    private Path work;
    private Path key;

    @Before
    public void start() throws IOException {
        assumeFalse("by hand: -Phawkbit", JAR.isEmpty());
        work = Files.createTempDirectory(Files.createDirectories(Distribution.work()), "hawkbit");
        key = NextVersion.key(work);
        server = new HawkbitServer(Path.of(JAR), work, "acme.hq.gateway-1", TOKEN);
        Path token = Files.createFile(
                work.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, TOKEN + "\n");
        gateway = new Gateway(FreePorts.udp(), Map.of());
        NextVersion.trust(gateway.data(), key);
        Path etc = Files.createDirectories(gateway.data().resolve("etc"));
        Files.writeString(etc.resolve("io.bms.updater.cfg"), "gateSeconds = 12\nproofSeconds = 1\n");
        Files.writeString(
                etc.resolve("io.bms.hawkbit.cfg"),
                "url = " + server.url() + "\ntokenFile = " + token + "\nleastPollSeconds = 1\nmostPollSeconds = 2\n");
        gateway.start();
    }

    @After
    public void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private int assigned(int release, Driver driver) throws IOException {
        Path folder = Files.createDirectory(work.resolve("next-" + release));
        return server.assign(
                Integer.toString(release),
                NextVersion.of(gateway.home(), folder, release, driver).make(key, release));
    }

    /** Waits until the device has closed it, and gives what it told last. */
    private String closed(int action) {
        Await.until(
                () -> server.told(action).stream().anyMatch(HawkbitIT::isClosed),
                LATE,
                "the end of action " + action + "\n" + gateway.shell("bms:update-status"));
        return server.told(action).stream()
                .filter(HawkbitIT::isClosed)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isClosed(String told) {
        return CLOSED.stream().anyMatch(told::startsWith);
    }

    @Test
    public void assignedPackages_goodAndBad_areEachClosedOnce() throws IOException {
        Await.until(() -> server.attributes().has("version"), LATE, "the device's attributes");
        int good = assigned(1, Driver.GOOD);
        String success = closed(good);
        assertTrue(success, success.startsWith("finished") && success.contains("in force"));
        assertEquals("finished", server.status(good));
        assertTrue(gateway.shell("bms:update-status").startsWith("In force: 1-"));
        Await.until(
                () -> server.attributes().path("update").asText().startsWith("1-"),
                LATE,
                "the attribute of what is in force");

        int bad = assigned(2, Driver.DOES_NOT_START);
        String failure = closed(bad);
        assertTrue(failure, failure.startsWith("error") && failure.contains("taken back: it cannot be put in"));
        gateway.kill9();
        gateway.start();
        Await.until(() -> gateway.shell("bms:update-status").contains(" waits for an action"), LATE, "it asks again");
        for (int action : List.of(good, bad)) {
            List<String> told = server.told(action);
            assertEquals(
                    told.toString(),
                    1,
                    told.stream().filter(HawkbitIT::isClosed).count());
        }
        assertTrue(gateway.shell("bms:update-status").startsWith("In force: 1-"));
    }

    /** The gateway is away meanwhile, and nothing of it is installed. */
    @Test
    public void cancelledBeforeItIsFetched_isAgreedTo() throws IOException {
        Await.until(() -> server.attributes().has("version"), LATE, "the device's attributes");
        gateway.stop();
        int action = assigned(1, Driver.GOOD);
        server.cancel(action);
        gateway.start();
        Await.until(() -> server.status(action).equals("finished"), LATE, "the end of the action");
        assertTrue(server.told(action).toString(), server.told(action).get(0).startsWith("canceled"));
        assertTrue(gateway.shell("bms:update-status").startsWith("In force: distribution"));
    }
}
