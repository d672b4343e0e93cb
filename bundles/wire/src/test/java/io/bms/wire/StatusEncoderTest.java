// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusItem.Counter;
import io.bms.api.status.StatusItem.Problem;
import io.bms.api.update.SoftwareStatus;
import io.bms.api.update.UpdateRecord;
import io.bms.api.update.UpdateState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.Test;

public class StatusEncoderTest {
    @Test
    public void software_looksLikeTheGoldenFile() {
        Golden.assertSame(
                "software.json",
                StatusEncoder.software(new SoftwareStatus(
                        Optional.of("0.1.0"),
                        new UpdateState(
                                UpdateState.Phase.IDLE,
                                Optional.empty(),
                                Golden.NOW,
                                List.of(),
                                "distribution",
                                Optional.empty()),
                        "distribution",
                        Optional.of(new UpdateRecord(
                                Golden.NOW.minusSeconds(60),
                                "7-0a1b2c3d4e5f",
                                "taken back: io.bms.bacnet 0.1.1 does not run")))));
    }

    @Test
    public void status_looksLikeTheGoldenFiles() {
        Golden.assertSame(
                "status-online.json",
                StatusEncoder.status(
                        Golden.IDENTITY,
                        status(
                                true,
                                Optional.empty(),
                                List.of(new Problem("device_offline", "device 77 does not answer", Golden.NOW)))));
        Golden.assertSame(
                "status-reboot.json",
                StatusEncoder.status(Golden.IDENTITY, status(false, Optional.of("reboot"), List.of())));
    }

    @Test
    public void offline_looksLikeTheGoldenFiles() {
        Golden.assertSame(
                "status-will.json", StatusEncoder.offline(Golden.IDENTITY, "boot-1", StatusEncoder.CONNECTION_LOST));
        Golden.assertSame("status-crash.json", StatusEncoder.offline(Golden.IDENTITY, "boot-1", "crash"));
        Golden.assertSame(
                "status-stopped.json", StatusEncoder.offline(Golden.IDENTITY, "boot-1", StatusEncoder.STOPPED));
    }

    @Test
    public void checkpoint_looksLikeTheGoldenFile() {
        Golden.assertSame(
                "audit-checkpoint.json",
                StatusEncoder.checkpoint(new AuditCheckpoint(
                        1207, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Golden.NOW)));
    }

    @Test
    public void heartbeat_looksLikeTheGoldenFile() {
        Golden.assertSame(
                "heartbeat.json",
                StatusEncoder.heartbeat(
                        Golden.IDENTITY,
                        new Heartbeat(
                                Golden.NOW,
                                7,
                                Duration.ofSeconds(30),
                                "boot-1",
                                "0.1.0",
                                Duration.ofSeconds(210),
                                OptionalDouble.of(3.5),
                                OptionalDouble.of(41),
                                OptionalLong.of(150_000_000),
                                OptionalDouble.of(12.25),
                                OptionalDouble.of(0.4),
                                OptionalDouble.empty(),
                                MonitoringStatus.ACTIVE,
                                ConnectionStatus.CONNECTED,
                                ConnectionStatus.DISCONNECTED,
                                2,
                                60)));
    }

    private static GatewayStatus status(boolean online, Optional<String> reason, List<Problem> problems) {
        return new GatewayStatus(
                online,
                reason,
                "boot-1",
                "0.1.0",
                MonitoringStatus.ACTIVE,
                ConnectionStatus.CONNECTED,
                ConnectionStatus.CONNECTED,
                2,
                1,
                60,
                5,
                problems,
                Map.of(Counter.BACNET_TIMEOUTS, 3L, Counter.MQTT_RECONNECTS, 1L),
                Golden.NOW.plusSeconds(60));
    }
}
