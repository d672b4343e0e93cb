// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.service.unconfirmed.WhoIsRequest;
import io.bms.api.driver.DeviceAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches for another device with the gateway's own instance number, as two gateways have that were never given
 * theirs. Such a device is asked for again each minute, until it is not heard any more. Thread: bms-bacnet-worker; any
 * for {@link #trouble}.
 */
public final class Namesake {
    private static final Logger LOG = LoggerFactory.getLogger(Namesake.class);
    private static final long PAUSE_SECONDS = 60;
    private static final int MOST_UNANSWERED = 3;

    private final int own;
    private final BacnetPort port;
    private final ScheduledExecutorService worker;
    private final Clock clock;
    private volatile Optional<BacnetPort.Trouble> trouble = Optional.empty();
    private int unanswered;

    public Namesake(int own, BacnetPort port, ScheduledExecutorService worker, Clock clock) {
        this.own = own;
        this.port = port;
        this.worker = worker;
        this.clock = clock;
    }

    /** What to do about a device that has the gateway's number. */
    public static String words(int instance, DeviceAddress other) {
        return "the device at " + other + " has the gateway's own instance number " + instance
                + "; give one of them another: the gateway's is deviceInstance in io.bms.bacnet.cfg";
    }

    public void heard(DeviceAddress other) {
        unanswered = 0;
        if (trouble.isEmpty()) {
            LOG.warn(words(own, other));
            worker.schedule(this::look, PAUSE_SECONDS, TimeUnit.SECONDS);
        }
        trouble = Optional.of(new BacnetPort.Trouble(
                words(own, other), trouble.map(BacnetPort.Trouble::since).orElseGet(clock::instant)));
    }

    private void look() {
        if (unanswered++ == MOST_UNANSWERED) {
            LOG.info("no other device has the gateway's instance number {} any more", own);
            trouble = Optional.empty();
        } else {
            port.stack().ifPresent(stack -> stack.broadcast(new WhoIsRequest(own, own)));
            worker.schedule(this::look, PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** That there is such a device, if so. */
    public Optional<BacnetPort.Trouble> trouble() {
        return trouble;
    }
}
