// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the gateway is in a container, and which of its interfaces lead to a bridge of the engine, where no broadcast
 * of a controller arrives. A container with the host's network has the host's interfaces; one with macvlan or ipvlan
 * has an interface on the controllers' wire, which the kernel names so. Thread: any.
 *
 * @param root where the system's files are; {@code /} but in tests
 */
record ContainerNetwork(Path root) {
    static ContainerNetwork ofThisMachine() {
        return new ContainerNetwork(Path.of("/"));
    }

    /** The marks that Docker and Podman leave. */
    boolean isContainer() {
        return Files.exists(root.resolve(".dockerenv")) || Files.exists(root.resolve("run/.containerenv"));
    }

    /** One end of a virtual cable whose other end is outside, or the tunnel of an engine without root. */
    boolean leadsToBridge(String name) {
        Path device = root.resolve("sys/class/net").resolve(name);
        if (Files.exists(device.resolve("device"))
                || read(device.resolve("uevent")).contains("DEVTYPE=")) {
            return false;
        }
        if (Files.exists(device.resolve("tun_flags"))) {
            return true;
        }
        String link = read(device.resolve("iflink"));
        return !link.isEmpty() && !link.equals(read(device.resolve("ifindex")));
    }

    /** Empty where it cannot be read. */
    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
