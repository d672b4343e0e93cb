// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.Test;

/** Every command of docs/runbook.md, from top to bottom, on one gateway beside one building. */
public class RunbookIT {
    private static final Duration SOON = Duration.ofSeconds(180);
    private static final Pattern BLOCK = Pattern.compile("(?m)^```\\n(.*?)^```$", Pattern.DOTALL);
    private static final Path PAGE = Path.of(System.getProperty("bms.root"), "docs/runbook.md");

    @Test
    public void everyCommandOfThePage_works() throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertTrue("blocks: " + blocks.size(), blocks.size() > 10);
        try (Simulator building = Simulator.start(2, 5, "127.0.1.1");
                Gateway gateway = new Gateway(building.port(), Map.of("BMS_ADMIN_PASSWORD", ""))) {
            gateway.launch();
            gateway.awaitReady(SOON, 0);
            Map<String, String> environment = environment(gateway);
            StringBuilder shown = new StringBuilder();
            for (String block : blocks) {
                long before = gateway.pid();
                String said = Run.toEnd(
                        gateway.home(), environment, SOON, List.of("bash", "-c", "set -euo pipefail\n" + block));
                assertEquals("a command of the shell failed:\n" + said, -1, said.indexOf("Error executing command"));
                shown.append(said).append('\n');
                if (block.contains("bms:restore")) {
                    gateway.awaitReady(SOON, before);
                }
            }
            String all = shown.toString();
            assertTrue(all, all.contains("127.0.1.1") && all.contains("The password of admin is set."));
            try (ZipFile bundle =
                    new ZipFile(gateway.data().resolve("support.zip").toFile())) {
                for (String name :
                        List.of("status.txt", "events.txt", "threads.txt", "log/bms.log", "etc/io.bms.proxy.cfg")) {
                    assertTrue(
                            name,
                            bundle.getEntry(name) != null
                                    && bundle.getEntry(name).getSize() > 0);
                }
                String log = new String(
                        bundle.getInputStream(bundle.getEntry("log/bms.log")).readAllBytes());
                assertEquals(-1, log.indexOf("four words"));
            }
            Await.until(() -> speaksHttps(gateway), SOON, "HTTPS with the certificate of the page");
        }
    }

    /** {@code bms} is found as in an installed package, and Java's keytool. */
    private static Map<String, String> environment(Gateway gateway) {
        Map<String, String> environment = new HashMap<>();
        environment.put("BMS_DATA", gateway.data().toString());
        environment.put(
                "PATH",
                gateway.home().resolve("bin") + ":" + System.getProperty("java.home") + "/bin:"
                        + System.getenv("PATH"));
        return environment;
    }

    private static boolean speaksHttps(Gateway gateway) {
        try (Run openssl = Run.start(
                Distribution.work(),
                Map.of(),
                List.of(
                        "sh",
                        "-c",
                        "openssl s_client -connect 127.0.0.1:" + gateway.env("BMS_HTTP_PORT") + " </dev/null"))) {
            openssl.exit(SOON);
            return openssl.output().contains("CN = gateway");
        }
    }
}
