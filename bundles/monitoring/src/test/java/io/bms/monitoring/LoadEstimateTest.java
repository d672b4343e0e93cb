package io.bms.monitoring;

import static org.junit.Assert.assertEquals;

import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.monitoring.NetworkLoad;
import io.bms.testkit.Devices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.Test;

public class LoadEstimateTest {
    private static Command.GetConfig everySecond(boolean preview) {
        return new Command.GetConfig(false, List.of(), List.of(), List.of(), Optional.of(Duration.ofSeconds(1)), Optional.empty(),
                Optional.empty(), Optional.empty(), Set.of(), OptionalLong.empty(), preview);
    }

    @Test
    public void of_site_addsUpItsDevicesBusiestFirst() {
        NetworkLoad load = LoadEstimate.of(Devices.site(Devices.device(1, 50, Duration.ofSeconds(10)),
                Devices.device(2, 120, Duration.ofSeconds(10))));
        assertEquals(0.4, load.requestsPerSecond(), 1e-9);
        assertEquals((4 * 20 + 170 * 34) * 6, load.bytesPerMinute(), 1e-9);
        assertEquals(List.of(2, 1), load.devices().stream().map(NetworkLoad.DeviceLoad::deviceId).toList());
    }

    @Test
    public void preview_saysTheLoadAndChangesNothing() {
        Bench bench = Bench.running(Devices.site(Devices.device(1, 50, Duration.ofSeconds(10))));
        CommandResult.Previewed previewed = (CommandResult.Previewed) bench.carriedOut(everySecond(true));
        assertEquals(1, previewed.load().requestsPerSecond(), 1e-9);
        assertEquals(Duration.ofSeconds(10), bench.store.current().devices().get(1).points().get(0).interval());
        assertEquals(List.of(), bench.store.changes());
    }
}
