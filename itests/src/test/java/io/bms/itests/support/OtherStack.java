// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A BACnet device on a stack that is not BACnet4J: {@code src/test/node/building.js}. */
public final class OtherStack implements AutoCloseable {
    private final Run run;
    private final InetSocketAddress address;

    private OtherStack(Run run, InetSocketAddress address) {
        this.run = run;
        this.address = address;
    }

    /** Starts device {@code instance} with {@code inputs} analog inputs. */
    public static OtherStack start(String address, int port, int instance, int inputs, String... flags) {
        List<String> command =
                new ArrayList<>(List.of("node", "building.js", address, "" + port, "" + instance, "" + inputs));
        command.addAll(List.of(flags));
        Run run = Run.start(Path.of(System.getProperty("bms.node")), Map.of(), command);
        run.awaitLine("ready", Duration.ofSeconds(10));
        return new OtherStack(run, new InetSocketAddress(address, port));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Waits for a line of its output that contains this. */
    public String awaitLine(String part, Duration limit) {
        return run.awaitLine(part, limit);
    }

    @Override
    public void close() {
        run.close();
    }
}
