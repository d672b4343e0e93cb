// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.RemoteDevice;
import com.serotonin.bacnet4j.cache.RemoteEntityCachePolicy;
import com.serotonin.bacnet4j.event.DeviceEventAdapter;
import com.serotonin.bacnet4j.obj.BACnetObject;
import com.serotonin.bacnet4j.transport.DefaultTransport;
import com.serotonin.bacnet4j.type.enumerated.EngineeringUnits;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import io.bms.simulator.point.EventRule;
import io.bms.simulator.point.SimulatedPoint;
import io.bms.simulator.point.Terminal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One simulated controller on the network. */
public final class BacnetDevice implements AutoCloseable {
    private record Wire(SimulatedPoint point, Terminal terminal) {}

    private final LocalDevice device;
    private final List<Wire> wires = new ArrayList<>();

    private BacnetDevice(LocalDevice device) {
        this.device = device;
    }

    /** Binds the device's address and starts it; it answers once the hub is started. */
    public static BacnetDevice start(
            UdpHub hub,
            InetSocketAddress address,
            int instance,
            String name,
            String description,
            List<SimulatedPoint> points)
            throws IOException {
        return start(hub, address, instance, name, description, points, Map.of());
    }

    /** @param units the standard's numbers of units of points that are not measured as their shape says */
    public static BacnetDevice start(
            UdpHub hub,
            InetSocketAddress address,
            int instance,
            String name,
            String description,
            List<SimulatedPoint> points,
            Map<SimulatedPoint, Integer> units)
            throws IOException {
        DefaultTransport transport = new DefaultTransport(hub.network(address));
        hub.introduceRouter(transport);
        LocalDevice local = new LocalDevice(instance, transport);
        local.writePropertyInternal(PropertyIdentifier.objectName, new CharacterString(name));
        local.writePropertyInternal(PropertyIdentifier.description, new CharacterString(description));
        local.writePropertyInternal(PropertyIdentifier.modelName, new CharacterString("BMS simulator"));
        local.writePropertyInternal(PropertyIdentifier.location, new CharacterString("Simulated building"));
        BacnetDevice device = new BacnetDevice(local);
        Map<BACnetObject, EventRule> reporting = new LinkedHashMap<>();
        for (SimulatedPoint point : points) {
            BACnetObject object = ObjectFactory.create(local, point);
            if (units.containsKey(point)) {
                object.writePropertyInternal(PropertyIdentifier.units, EngineeringUnits.forId(units.get(point)));
            }
            point.events().ifPresent(rule -> reporting.put(object, rule));
            device.wires.add(new Wire(point, new ObjectTerminal(object, Codec.of(point.shape()))));
        }
        NotificationClasses.add(local, points);
        local.getEventHandler().addListener(new Acquaintances(local));
        initialize(local);
        reporting.forEach(IntrinsicReporting::support);
        return device;
    }

    // The library declares Exception; the network, the only part of it that could fail here, is bound already.
    private static void initialize(LocalDevice local) throws IOException {
        try {
            local.initialize();
        } catch (Exception e) {
            local.terminate();
            throw new IOException("device " + local.getInstanceNumber() + " does not start: " + e.getMessage(), e);
        }
    }

    /** Remembers how long a packet a client takes: to a stranger the library sends no event notification. */
    private static final class Acquaintances extends DeviceEventAdapter {
        private final LocalDevice device;

        Acquaintances(LocalDevice device) {
            this.device = device;
        }

        @Override
        public void iAmReceived(RemoteDevice client) {
            device.getRemoteDeviceCache()
                    .putEntity(client.getInstanceNumber(), client, RemoteEntityCachePolicy.EXPIRE_1_DAY);
        }
    }

    /** Takes what clients have commanded into the building. */
    public void pull() {
        wires.forEach(wire -> wire.point().port().pull(wire.terminal()));
    }

    /** Shows the building's new state to clients. */
    public void push() {
        wires.forEach(wire -> wire.point().port().push(wire.terminal()));
    }

    @Override
    public void close() {
        if (device.isInitialized()) {
            device.terminate();
        }
    }
}
