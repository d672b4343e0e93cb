package io.bms.mqtt;

import static org.junit.Assert.assertEquals;

import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusItem.Counter;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.Before;
import org.junit.Test;

public class TelemetryTest {
    private final FakeSiteStore sites = new FakeSiteStore();
    private final Counters counters = new Counters();
    private final ManualClock clock = new ManualClock();
    private final Telemetry telemetry = new Telemetry(
            sites, new MqttSettings(Optional.empty(), Duration.ofSeconds(60), 1), clock, counters);

    @Before
    public void before() {
        sites.preset(Devices.site(Devices.device(1001, 2, Duration.ofSeconds(1))));
    }

    @Test
    public void accept_whileDisconnected_dropsBulkAndKeepsTheNewestValue() {
        telemetry.accept(Samples.batch(1));
        telemetry.accept(Samples.batch(2));
        telemetry.connected();
        assertEquals(Optional.empty(), telemetry.nextBatch());
        assertEquals(Samples.batch(2).samples().get(0), telemetry.nextLatest().orElseThrow().sample());
        assertEquals(2, count(Counter.DROPPED_MESSAGES));
        assertEquals(1, count(Counter.BUFFERED_MESSAGES));
    }

    @Test
    public void accept_moreThanAreSent_dropsTheOldestBatch() {
        telemetry.connected();
        for (int i = 0; i < 51; i++) {
            telemetry.accept(Samples.batch(i));
        }
        assertEquals(1, count(Counter.DROPPED_MESSAGES));
        assertEquals(Samples.batch(1).samples(), telemetry.nextBatch().orElseThrow());
    }

    @Test
    public void nextLatest_hasTheUnitsOfItsPoint() {
        telemetry.accept(Samples.batch(1));
        assertEquals(Optional.of("degreesCelsius"), telemetry.nextLatest().orElseThrow().units());
    }

    @Test
    public void accept_oneTimerAtATime_isAskedFor() {
        Telemetry slow = new Telemetry(
                sites, new MqttSettings(Optional.empty(), Duration.ofSeconds(60), 100), clock, counters);
        slow.connected();
        assertEquals(Optional.of(Duration.ofSeconds(60)), slow.accept(Samples.batch(1)));
        assertEquals(Optional.empty(), slow.accept(Samples.batch(2)));
        clock.advance(Duration.ofSeconds(60));
        assertEquals(Optional.empty(), slow.flush());
        assertEquals(2, slow.nextBatch().orElseThrow().size());
        assertEquals(Optional.of(Duration.ofSeconds(60)), slow.accept(Samples.batch(3)));
    }

    @Test
    public void disconnected_batchesThatWait_areDropped() {
        telemetry.connected();
        telemetry.accept(Samples.batch(1));
        telemetry.disconnected();
        telemetry.connected();
        assertEquals(Optional.empty(), telemetry.nextBatch());
        assertEquals(1, count(Counter.DROPPED_MESSAGES));
    }

    private long count(Counter counter) {
        return counters.items().stream()
                .filter(item -> item.counter() == counter)
                .mapToLong(StatusItem.Count::value)
                .sum();
    }
}
