// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A place of its own for a gateway: a mount namespace whose data folder is a small file system in memory. */
public final class Quarters {
    private static final Duration SOON = Duration.ofSeconds(20);

    private Quarters() {}

    /** True where this machine lets us mount in a namespace of our own. */
    public static boolean allowed() {
        try (Run run =
                Run.start(Path.of("/"), Map.of(), List.of("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"))) {
            return run.exit(SOON) == 0;
        }
    }

    /** Fills what is left there, to the last page. */
    public static void fill(Path file) {
        byte[] block = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** Keeps a disk full until it is closed, also where the gateway makes room there. */
    public static final class Filler implements AutoCloseable {
        private static final Duration OFTEN = Duration.ofMillis(20);

        private final Path file;
        private final Thread thread = new Thread(this::run, "filler");
        private volatile boolean over;

        public Filler(Path file) {
            this.file = file;
            fill(file);
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            while (!over) {
                fill(file);
                Await.pass(OFTEN);
            }
        }

        @Override
        public void close() throws IOException {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Files.delete(file);
        }
    }

    /** Starts a gateway on a file system of so many megabytes. */
    public static void start(Gateway gateway, int megabytes) {
        launch(gateway, "mount -t tmpfs -o size=" + megabytes + "m tmpfs \"$BMS_DATA\"");
        gateway.awaitOnline();
    }

    /** Does something in the place of a gateway that runs, and gives what it says. */
    public static String change(Gateway gateway, String mount) {
        return Run.toEnd(
                Path.of("/"),
                Map.of("BMS_DATA", gateway.data().toString()),
                SOON,
                List.of("nsenter", "--target", "" + gateway.pid(), "--mount", "bash", "-c", mount));
    }

    /** Runs a gateway once {@code mount} has been done. */
    public static void launch(Gateway gateway, String mount) {
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
