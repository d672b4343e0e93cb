// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.PointDriver;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.StatusItem;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.CovSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.bacnet.settings.IpAddress;
import io.bms.testkit.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Addresses and ports on the loopback network that nothing else uses. */
public final class Loopback {
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() % 200) * 256);

    public static final CovSettings COV = new CovSettings(PointDriver.Reporting.WHERE_IT_PAYS, 600);

    private Loopback() {}

    /** An address of its own for each caller, in 127.64.0.0/10. */
    public static String address() {
        int number = NEXT.incrementAndGet() % (64 * 250 * 250);
        return "127." + (64 + number / 62_500) + "." + (2 + number / 250 % 250) + "." + (2 + number % 250);
    }

    /** A driver whose port is open. */
    static BacnetDriver driver(BacnetSettings settings) {
        return driver(settings, System::nanoTime);
    }

    static BacnetDriver driver(BacnetSettings settings, LongSupplier nanoTime) {
        return driver(settings, Optional.empty(), nanoTime);
    }

    /** One that keeps in this folder what its searches learn. */
    static BacnetDriver driver(BacnetSettings settings, Path surveys) {
        return driver(settings, Optional.of(surveys), System::nanoTime);
    }

    private static BacnetDriver driver(BacnetSettings settings, Optional<Path> surveys, LongSupplier nanoTime) {
        BacnetDriver driver = opening(settings, surveys, nanoTime);
        Await.until(
                () -> driver.status().contains(new StatusItem.BacnetConnection(ConnectionStatus.CONNECTED)),
                Duration.ofSeconds(10),
                "the driver is connected");
        return driver;
    }

    /** A driver whose port may not be open yet, or never. */
    static BacnetDriver opening(BacnetSettings settings) {
        return opening(settings, Optional.empty(), System::nanoTime);
    }

    private static BacnetDriver opening(BacnetSettings settings, Optional<Path> surveys, LongSupplier nanoTime) {
        BacnetDriver driver = new BacnetDriver(settings, "bacnet test", surveys, Clock.systemUTC(), nanoTime);
        driver.open(Duration.ZERO);
        return driver;
    }

    public static BacnetSettings settings(String bind, int port) {
        return settings(bind, port, 400, 32);
    }

    public static BacnetSettings settings(String bind, int port, int apduTimeoutMs, int maxInFlight) {
        return new BacnetSettings(
                IpAddress.parse(bind),
                port,
                Optional.of(IpAddress.parse("127.255.255.255")),
                4_194_000,
                apduTimeoutMs,
                1,
                maxInFlight,
                List.of(),
                COV,
                Optional.empty(),
                BacnetSettings.NetworkName.DEFAULT,
                BacnetSettings.RequestRates.NONE,
                InboundSettings.NONE);
    }
}
