// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import static org.junit.Assert.assertEquals;

import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem;
import io.bms.testkit.ManualClock;
import java.util.List;
import org.junit.Test;

public class StatusBoardTest {
    private final StatusBoard board = new StatusBoard(new ManualClock(), "boot", "1.2.3");

    @Test
    public void merge_noSources_isDownAndUndecidedWithAllCountersZero() {
        GatewayStatus status = board.merge();
        assertEquals(
                List.of(
                        true,
                        "boot",
                        "1.2.3",
                        MonitoringStatus.INITIALIZING,
                        ConnectionStatus.DISCONNECTED,
                        ConnectionStatus.DISCONNECTED),
                List.of(
                        status.online(),
                        status.bootId(),
                        status.version(),
                        status.monitoring(),
                        status.bacnetConnection(),
                        status.mqttConnection()));
        assertEquals(StatusItem.Counter.values().length, status.errorCounts().size());
    }

    @Test
    public void merge_severalSources_addsNumbersAndCounters() {
        board.add(() -> List.of(
                new StatusItem.Devices(3, 2),
                new StatusItem.Points(10),
                new StatusItem.Count(StatusItem.Counter.BACNET_TIMEOUTS, 4),
                new StatusItem.ConfigRevision(7)));
        board.add(() -> List.of(
                new StatusItem.Devices(1, 1),
                new StatusItem.Points(5),
                new StatusItem.Count(StatusItem.Counter.BACNET_TIMEOUTS, 1),
                new StatusItem.MqttConnection(ConnectionStatus.CONNECTED)));
        GatewayStatus status = board.merge();
        assertEquals(
                List.of(4, 3, 15), List.of(status.devicesTotal(), status.devicesOnline(), status.pointsMonitored()));
        assertEquals(5L, (long) status.errorCounts().get(StatusItem.Counter.BACNET_TIMEOUTS));
        assertEquals(7, status.configRevision());
        assertEquals(ConnectionStatus.CONNECTED, status.mqttConnection());
    }

    @Test
    public void merge_equalCodesOfOneSource_areOneProblemButNotOfTwo() {
        StatusItem.Problem first = new StatusItem.Problem("full", "disk", ManualClock.START);
        StatusItem.Problem second = new StatusItem.Problem("full", "queue", ManualClock.START.plusSeconds(1));
        board.add(() -> List.of(first, new StatusItem.Problem("full", "again", ManualClock.START.plusSeconds(9))));
        board.add(() -> List.of(second));
        assertEquals(List.of(first, second), board.merge().problems());
    }

    @Test
    public void merge_twoDrivers_worstConnectionCounts() {
        board.add(() -> List.of(new StatusItem.BacnetConnection(ConnectionStatus.ERROR)));
        board.add(() -> List.of(new StatusItem.BacnetConnection(ConnectionStatus.CONNECTED)));
        assertEquals(ConnectionStatus.ERROR, board.merge().bacnetConnection());
    }
}
