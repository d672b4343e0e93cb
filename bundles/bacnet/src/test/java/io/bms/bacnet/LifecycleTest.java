// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.StatusItem;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.Test;

public class LifecycleTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("bms-bacnet")
                        || thread.getName().contains("BACnet4J")
                        || thread.getName().contains("Warp")
                        || thread.getName().startsWith("pool-"))
                .count();
    }

    private static ReadOutcome read(BacnetDriver driver, TestDevice device) {
        return Await.result(driver.read(device.ref, List.of(device.point("analogInput", 1))), DEADLINE)
                .get(0);
    }

    @Test
    public void open_portTaken_errorThatNamesPortAndSettingThenOpens() throws Exception {
        String bind = Loopback.address();
        int port = FreePorts.udp();
        BacnetDriver driver;
        try (TestDevice device =
                new TestDevice(Loopback.address(), port, 1001).withInputs(1).start()) {
            try (DatagramSocket holder = new DatagramSocket(new InetSocketAddress(bind, port))) {
                assertTrue(holder.isBound());
                driver = Loopback.opening(Loopback.settings(bind, port));
                Await.until(
                        () -> driver.status().contains(new StatusItem.BacnetConnection(ConnectionStatus.ERROR)),
                        DEADLINE,
                        "the error is reported");
                String problem = driver.status().stream()
                        .filter(StatusItem.Problem.class::isInstance)
                        .map(item -> ((StatusItem.Problem) item).message())
                        .findFirst()
                        .orElseThrow();
                assertTrue(problem, problem.contains(String.valueOf(port)) && problem.contains("BMS_BACNET_PORT"));
                assertEquals(
                        ErrorCode.NOT_CONFIGURED,
                        ((ReadOutcome.Failed) read(driver, device)).failure().code());
            }
            Await.until(
                    () -> driver.status().contains(new StatusItem.BacnetConnection(ConnectionStatus.CONNECTED)),
                    DEADLINE,
                    "the driver opens once the port is free");
            assertTrue(read(driver, device) instanceof ReadOutcome.Value);
            assertTrue(driver.status().stream().noneMatch(StatusItem.Problem.class::isInstance));
            driver.close();
        }
    }

    /** A driver that has just been replaced is asked at once for what came due meanwhile. */
    @Test
    public void asked_beforeThePortIsOpen_waitsForItAndIsNotSilent() throws Exception {
        int port = FreePorts.udp();
        try (TestDevice device =
                new TestDevice(Loopback.address(), port, 1001).withInputs(1).start()) {
            BacnetDriver driver = Loopback.opening(Loopback.settings(Loopback.address(), port));
            try {
                ReadOutcome outcome = read(driver, device);
                assertTrue(outcome.toString(), outcome instanceof ReadOutcome.Value);
            } finally {
                driver.close();
            }
        }
    }

    /** Nor is it refused because the port is not open yet. */
    @Test
    public void searchedAndExamined_beforeThePortIsOpen_waitForIt() throws Exception {
        int port = FreePorts.udp();
        try (TestDevice device =
                new TestDevice(Loopback.address(), port, 1001).withInputs(1).start()) {
            BacnetDriver driver = Loopback.opening(Loopback.settings(Loopback.address(), port));
            try {
                var search = driver.discover(search(device), progress -> {});
                var findings = driver.examine();
                DiscoveryReport report = Await.result(search, DEADLINE);
                assertEquals(List.of(), report.unreachable());
                assertEquals(1, report.devices().size());
                String found = Await.result(findings, DEADLINE).toString();
                assertTrue(found, found.contains("UDP port " + port + " is open"));
            } finally {
                driver.close();
            }
        }
    }

    private static DiscoveryRequest search(TestDevice device) {
        return new DiscoveryRequest(
                List.of(new DiscoveryRequest.Target(device.ref.address().host(), OptionalInt.empty(), true)),
                List.of(),
                List.of(),
                DEADLINE);
    }

    @Test
    public void searchedAndExamined_portTaken_areRefusedInWords() throws Exception {
        String bind = Loopback.address();
        int port = FreePorts.udp();
        try (TestDevice device = new TestDevice(Loopback.address(), port, 1001).start();
                DatagramSocket holder = new DatagramSocket(new InetSocketAddress(bind, port))) {
            assertTrue(holder.isBound());
            BacnetDriver driver = Loopback.opening(Loopback.settings(bind, port));
            try {
                DiscoveryReport report = Await.result(driver.discover(search(device), progress -> {}), DEADLINE);
                assertTrue(report.toString(), report.unreachable().toString().contains("cannot be opened"));
                String found = Await.result(driver.examine(), DEADLINE).toString();
                assertTrue(found, found.contains("cannot be opened"));
            } finally {
                driver.close();
            }
        }
    }

    /** Whatever is asked is answered, also while it waits for the port. */
    @Test
    public void closed_beforeThePortIsOpen_everythingIsAnswered() throws Exception {
        int port = FreePorts.udp();
        try (TestDevice device =
                new TestDevice(Loopback.address(), port, 1001).withInputs(1).start()) {
            BacnetDriver driver = Loopback.opening(Loopback.settings(Loopback.address(), port));
            var answer = driver.read(device.ref, List.of(device.point("analogInput", 1)));
            var search = driver.discover(search(device), progress -> {});
            var findings = driver.examine();
            driver.close();
            assertEquals(List.of(), Await.result(search, DEADLINE).devices());
            assertEquals(1, Await.result(findings, DEADLINE).size());
            assertEquals(1, Await.result(answer, DEADLINE).size());
        }
    }

    @Test
    public void replaced20Times_readsEachTimeAndLeavesNoThread() throws Exception {
        int port = FreePorts.udp();
        BacnetSettings settings = Loopback.settings(Loopback.address(), port);
        try (TestDevice device =
                new TestDevice(Loopback.address(), port, 1001).withInputs(1).start()) {
            long before = threads();
            for (int i = 0; i < 20; i++) {
                BacnetDriver driver = Loopback.driver(settings);
                assertTrue(read(driver, device) instanceof ReadOutcome.Value);
                driver.close();
            }
            Await.until(() -> threads() <= before, DEADLINE, "no thread is left: " + before + ", now " + threads());
        }
    }

    @Test
    public void read_badAddressOrType_invalidRequest() throws Exception {
        BacnetDriver driver = Loopback.driver(Loopback.settings(Loopback.address(), FreePorts.udp()));
        var device = new io.bms.api.driver.DeviceRef(1, io.bms.api.driver.DeviceAddress.direct("controller-7", 47808));
        ReadOutcome outcome = Await.result(driver.read(device, List.of(new PointId(1, "analogInput", 1))), DEADLINE)
                .get(0);
        assertEquals(
                ErrorCode.INVALID_REQUEST,
                ((ReadOutcome.Failed) outcome).failure().code());
        driver.close();
    }
}
