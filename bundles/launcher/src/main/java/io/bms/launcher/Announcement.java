// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says that the gateway is ready once its ports are open, or which of them are not although it had time enough. */
final class Announcement {
    private static final int LOOKS = 150;
    private static final int PAUSE_MS = 100;

    private final Layout layout;
    private final List<Endpoint> endpoints;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "bms-launcher-ready");
        daemon.setDaemon(true);
        return daemon;
    });
    private int looks;

    private Announcement(Layout layout, List<Endpoint> endpoints) {
        this.layout = layout;
        this.endpoints = endpoints;
    }

    /** Returns at once. */
    static void begin(Layout layout, List<Endpoint> endpoints) {
        Announcement announcement = new Announcement(layout, endpoints);
        announcement.thread.scheduleWithFixedDelay(announcement::look, 0, PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        List<Endpoint> closed =
                endpoints.stream().filter(endpoint -> !endpoint.isOpen()).toList();
        looks++;
        if (!closed.isEmpty() && looks < LOOKS) {
            return;
        }
        thread.shutdown();
        try {
            say(closed);
        } catch (IOException e) {
            System.err.println("The gateway started, but cannot say so: " + e);
        }
    }

    private void say(List<Endpoint> closed) throws IOException {
        StringBuilder ready = new StringBuilder("version ")
                .append(Files.readString(layout.home().resolve("VERSION")).strip());
        endpoints.forEach(endpoint ->
                ready.append(closed.contains(endpoint) ? "\nNOT OPEN: " : "\n").append(endpoint));
        Files.writeString(layout.ready(), ready.append('\n').toString());
        closed.forEach(
                endpoint -> System.err.println("The gateway has not opened " + endpoint + "; its log says why."));
        System.out.println("The gateway is ready; its data is in " + layout.data() + ".");
    }
}
