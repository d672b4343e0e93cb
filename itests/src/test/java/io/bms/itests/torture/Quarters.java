// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import io.bms.itests.support.Gateway;
import io.bms.itests.support.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A place of its own for a gateway: a mount namespace whose data folder is a small file system in memory. */
final class Quarters {
    private static final Duration SOON = Duration.ofSeconds(20);

    private Quarters() {}

    /** True where this machine lets us mount in a namespace of our own. */
    static boolean allowed() {
        try (Run run =
                Run.start(Path.of("/"), Map.of(), List.of("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"))) {
            return run.exit(SOON) == 0;
        }
    }

    /** Starts a gateway on a file system of so many megabytes. */
    static void start(Gateway gateway, int megabytes) {
        launch(gateway, "mount -t tmpfs -o size=" + megabytes + "m tmpfs \"$BMS_DATA\"");
        gateway.awaitOnline();
    }

    /** Does something in the place of a gateway that runs. */
    static void change(Gateway gateway, String mount) {
        Run.toEnd(
                Path.of("/"),
                Map.of("BMS_DATA", gateway.data().toString()),
                SOON,
                List.of("nsenter", "--target", "" + gateway.pid(), "--mount", "bash", "-c", mount));
    }

    /** Runs a gateway once {@code mount} has been done. */
    static void launch(Gateway gateway, String mount) {
        try {
            Files.createDirectories(gateway.data());
            Path relative = Path.of("/").relativize(gateway.data().toRealPath());
            gateway.launch(
                    List.of("unshare", "-m", "bash", "-c", mount + " && exec bin/bms run"),
                    pid -> Path.of("/proc/" + pid + "/root").resolve(relative));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
