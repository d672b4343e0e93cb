// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.service.unconfirmed.WhoIsRequest;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.link.FixedWindow;
import io.bms.bacnet.link.Target;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks for devices that are silent at their known address: they, or the router before them, may have moved. Each such
 * device is asked for by a Who-Is, and its network by a Who-Is-Router-To-Network (ASHRAE 135, 6.5.1): at once, then
 * after pauses of 10, 20, 40 s and so on up to ten minutes. A router's word has one effect only: the missing devices
 * behind it are asked for. Whoever answers is verified as after any I-Am. Thread: bms-bacnet-worker.
 */
final class Absent {
    private static final int SILENT_READS = 2;
    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(10);
    private static final int QUESTIONS_PER_SECOND = 5;

    private final BacnetPort port;
    private final LongSupplier nanoTime;
    private final FixedWindow questions;
    private final Map<Integer, Missing> devices = new HashMap<>();
    private final Map<Integer, Pause> networks = new HashMap<>();
    private final Map<Integer, Pause> routers = new HashMap<>();

    /** A device that is silent at its address. */
    private record Missing(Target target, int reads, Pause pause) {}

    /** How long until something is asked again. */
    private static final class Pause {
        private long length;
        private long since;

        boolean isOver(long now) {
            return length == 0 || now - since >= length;
        }

        void begin(long now) {
            since = now;
            length = length == 0 ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * length);
        }
    }

    Absent(BacnetPort port, LongSupplier nanoTime) {
        this.port = port;
        this.nanoTime = nanoTime;
        questions = new FixedWindow(QUESTIONS_PER_SECOND, nanoTime);
    }

    /** A device was read, with or without an answer. */
    void read(int deviceId, Target target, boolean silent) {
        if (!silent) {
            answered(deviceId);
            return;
        }
        Missing before = devices.get(deviceId);
        Missing now = before == null
                ? new Missing(target, 1, new Pause())
                : new Missing(target, before.reads() + 1, before.pause());
        devices.put(deviceId, now);
        if (now.reads() >= SILENT_READS) {
            lookFor(deviceId, now);
        }
    }

    private void lookFor(int deviceId, Missing missing) {
        long now = nanoTime.getAsLong();
        if (!missing.pause().isOver(now) || !questions.take()) {
            return;
        }
        missing.pause().begin(now);
        port.stack().ifPresent(stack -> stack.broadcast(new WhoIsRequest(deviceId, deviceId)));
        missing.target().route().ifPresent(network -> {
            Pause pause = networks.computeIfAbsent(network, unseen -> new Pause());
            if (pause.isOver(now)) {
                pause.begin(now);
                port.stack().ifPresent(stack -> stack.askForRouter(network));
            }
        });
    }

    /**
     * A router said which networks it leads to. The missing devices there that another router used to lead to are
     * asked for.
     */
    void heard(InetSocketAddress router, List<Integer> reached) {
        for (int network : reached) {
            List<Integer> there = devices.entrySet().stream()
                    .filter(each -> each.getValue().target().route().orElse(0) == network
                            && !each.getValue().target().link().equals(router))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            Pause pause = there.isEmpty() ? new Pause() : routers.computeIfAbsent(network, unseen -> new Pause());
            long now = nanoTime.getAsLong();
            if (!there.isEmpty() && pause.isOver(now) && questions.take()) {
                pause.begin(now);
                WhoIsRequest question = new WhoIsRequest(there.get(0), there.get(there.size() - 1));
                port.stack().ifPresent(stack -> stack.sendBehind(router, network, question));
            }
        }
    }

    /** The device has answered, or the site no longer has it. */
    void answered(int deviceId) {
        Missing missing = devices.remove(deviceId);
        if (missing != null) {
            missing.target().route().ifPresent(network -> {
                networks.remove(network);
                routers.remove(network);
            });
        }
    }
}
