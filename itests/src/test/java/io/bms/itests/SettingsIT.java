// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Each number and flag of each cfg file spoiled, at a start and while running: everything goes on, and all is said. */
public class SettingsIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern NUMBER_OR_FLAG =
            Pattern.compile("(?m)^(\\w+) = ((?:\\$\\{env:\\w+:-)?(?:\\d+|true|false)}?)$");
    /** At a start their defaults would be in force, which may be taken on this machine. */
    private static final Pattern PORT = Pattern.compile("(?i).*port");

    private static Gateway gateway;
    /** What the files were before, by name. */
    private static final Map<String, String> SHIPPED = new TreeMap<>();

    @BeforeClass
    public static void startSpoiled() throws IOException {
        gateway = new Gateway(FreePorts.udp(), Map.of());
        try (Stream<Path> files = Files.list(gateway.home().resolve("etc"))) {
            for (Path file : files.filter(it -> it.getFileName().toString().matches("io\\.bms\\..*\\.cfg"))
                    .toList()) {
                SHIPPED.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertEquals(SHIPPED.keySet().toString(), 17, SHIPPED.size());
        Files.createDirectories(gateway.data().resolve("etc"));
        for (String name : SHIPPED.keySet()) {
            write(name, spoiled(name, " # x", false).getBytes(StandardCharsets.UTF_8));
        }
        gateway.start();
    }

    @AfterClass
    public static void stop() {
        gateway.close();
    }

    private static void write(String name, byte[] content) throws IOException {
        Files.write(etc(name), content);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path etc(String name) {
        return gateway.data().resolve("etc").resolve(name);
    }

    private static String spoiled(String name, String by, boolean portsToo) {
        return NUMBER_OR_FLAG
                .matcher(SHIPPED.get(name))
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) + " = " + found.group(2) + (!portsToo && isPort(found.group(1)) ? "" : by)));
    }

    private static boolean isPort(String key) {
        return PORT.matcher(key).matches();
    }

    private static List<String> missing(String status, String by, boolean portsToo) {
        List<String> missing = new ArrayList<>();
        String joined = status.replaceAll("\\s+", " ");
        SHIPPED.forEach((name, text) -> {
            Matcher key = NUMBER_OR_FLAG.matcher(text);
            while (key.find()) {
                Pattern sentence = Pattern.compile(Pattern.quote(name + ": " + key.group(1) + " = \"") + "[^\"]*"
                        + Pattern.quote(by + "\" cannot be used; write ")
                        + "(a whole number from \\d+ to \\d+|true or false)");
                if ((portsToo || !isPort(key.group(1)))
                        && !sentence.matcher(joined).find()) {
                    missing.add(name + " " + key.group(1));
                }
            }
        });
        return missing;
    }

    private static String doctor() {
        return gateway.shell("bms:doctor");
    }

    @Test
    public void everyKeyOfEveryFile_atAStartAndWhileRunning() throws IOException {
        String atStart = doctor();
        assertEquals(atStart, List.of(), missing(atStart, " # x", false));
        assertTrue(gateway.shell("bms:status").contains("retryAttempts"));
        for (String name : SHIPPED.keySet()) {
            write(name, SHIPPED.get(name).getBytes(StandardCharsets.UTF_8));
        }
        Await.until(() -> !doctor().contains("cannot be used"), SOON, "all put right");

        for (String name : SHIPPED.keySet()) {
            String text = "\ufeff" + spoiled(name, " s", true) + "# the end\n";
            write(name, text.getBytes(StandardCharsets.UTF_8));
        }
        Await.until(() -> missing(doctor(), " s", true).isEmpty(), SOON, "all said");
        gateway.awaitOnline();
        assertTrue(gateway.shell("bms:point-list").length() > 0);

        byte[] foreign = "# L\u00fcftung\npollingIntervalSeconds = 7\n".getBytes(StandardCharsets.ISO_8859_1);
        write("io.bms.site.cfg", foreign);
        write("io.bms.proxy.cfg", "keyStore = C:\\users\\x\n".getBytes(StandardCharsets.UTF_8));
        Await.until(() -> doctor().contains("io.bms.site.cfg, line 1: "), SOON, "foreign bytes are said");
        Await.until(() -> doctor().contains("io.bms.proxy.cfg, line 1: "), SOON, "an escape that is none is said");
        assertArrayEquals("as it was left", foreign, Files.readAllBytes(etc("io.bms.site.cfg")));
        for (String name : SHIPPED.keySet()) {
            if (!name.equals("io.bms.site.cfg") && !name.equals("io.bms.proxy.cfg")) {
                write(name, SHIPPED.get(name).getBytes(StandardCharsets.UTF_8));
            }
        }
        long before = gateway.pid();
        gateway.stop();
        gateway.start();
        assertTrue(gateway.pid() != before);
        gateway.shell("config:property-set --pid io.bms.heartbeat heartbeatIntervalSeconds 11");
        Await.until(
                () -> text(etc("io.bms.heartbeat.cfg")).contains("heartbeatIntervalSeconds = 11"),
                SOON,
                "Karaf's own commands save what they change");
        String again = doctor();
        assertTrue(again, again.contains("io.bms.site.cfg, line 1: ") && again.contains("io.bms.proxy.cfg.unreadable"));
        try (MqttProbe probe = gateway.probe()) {
            assertEquals(
                    "success",
                    probe.command(gateway.base(), "start_monitoring", "", SOON)
                            .path("status")
                            .asText());
        }
    }
}
