// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import io.bms.simulator.bacnet.BacnetDevice;
import io.bms.simulator.bacnet.UdpHub;
import io.bms.simulator.building.FaultScript;
import io.bms.simulator.building.Moment;
import io.bms.simulator.building.SimulatedTime;
import io.bms.simulator.building.Weather;
import io.bms.simulator.building.Wing;
import io.bms.simulator.point.Controller;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All devices on the network, each showing its part of the building. */
final class SimulatedBuilding implements AutoCloseable {
    private final SimulatedTime time;
    private final UdpHub hub;
    private final List<Wing> wings = new ArrayList<>();
    private final List<BacnetDevice> devices = new ArrayList<>();

    /** Binds every address, or none. */
    SimulatedBuilding(Options options, Clock clock) throws IOException {
        time = new SimulatedTime(clock, options.speed());
        hub = new UdpHub(options.broadcast(), options.delayMs(), options.router(), options.bbmd());
        try {
            SplittableRandom seeds = new SplittableRandom(options.seed());
            Weather weather = new Weather(seeds.nextLong());
            FaultScript faults = options.firstFault()
                    .map(after -> new FaultScript(clock, clock.instant().plus(after)))
                    .orElseGet(FaultScript::none);
            for (int index = 0; index < options.addresses().size(); index++) {
                devices.add(start(options, index, weather, faults, seeds));
            }
            tick();
            hub.start();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private BacnetDevice start(Options options, int index, Weather weather, FaultScript faults, SplittableRandom seeds)
            throws IOException {
        if (!options.ede().isEmpty()) {
            EdeBuilding.Device device = options.ede().get(index);
            return BacnetDevice.start(
                    hub,
                    options.addresses().get(index),
                    device.instance,
                    device.name,
                    "From an EDE file",
                    device.points,
                    device.units);
        }
        Controller controller = Controller.ofDevice(index);
        if (controller == Controller.AIR_HANDLER) {
            wings.add(new Wing(seeds.nextLong(), weather, wings.isEmpty() ? faults : FaultScript.none()));
        }
        Wing wing = wings.get(wings.size() - 1);
        return BacnetDevice.start(
                hub,
                options.addresses().get(index),
                options.firstInstance() + index,
                controller.label() + "-" + wings.size(),
                controller.description(),
                controller.points(wing, options.points()));
    }

    /** Takes what clients have written, lets the building live until now, and shows the result. */
    void tick() {
        devices.forEach(BacnetDevice::pull);
        Moment now = time.now();
        wings.forEach(wing -> wing.advanceTo(now));
        devices.forEach(BacnetDevice::push);
    }

    @Override
    public void close() throws IOException {
        hub.close();
        devices.parallelStream().forEach(BacnetDevice::close);
    }
}
