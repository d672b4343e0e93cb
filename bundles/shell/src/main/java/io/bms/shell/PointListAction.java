// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:point-list}. */
@Service
@Command(
        scope = "bms",
        name = "point-list",
        description = "Lists the points of a device, or of all, with their newest values.")
public final class PointListAction implements Action {
    @Argument(name = "device", description = "Instance number of the device; all devices if none is given")
    @Completion(DeviceIdCompleter.class)
    private Integer deviceId;

    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        Table table = new Table().ifEmpty("There is no point yet; bms:device-discover looks for devices.");
        table.column("Point");
        table.column("Name");
        table.column("Value").alignRight();
        table.column("Quality");
        table.column("Age").alignRight();
        table.column("Writable");
        for (Device device : devices()) {
            for (Point point : device.points()) {
                Optional<Sample> sample = monitoring.latest(point.id());
                table.row(
                        point.id(),
                        point.object().name(),
                        sample.map(latest -> Values.show(latest.value(), point.object()))
                                .orElse(""),
                        quality(point, sample),
                        sample.map(latest -> Ages.of(latest.timestamp(), Instant.now()))
                                .orElse(""),
                        point.object().writable() ? "yes" : "");
            }
        }
        table.print(session);
        return null;
    }

    private Collection<Device> devices() throws Refused {
        if (deviceId == null) {
            return site.current().devices().values();
        }
        return List.of(Optional.ofNullable(site.current().devices().get(deviceId))
                .orElseThrow(() ->
                        new Refused("The site has no device " + deviceId + "; bms:device-list shows those it has.")));
    }

    private static String quality(Point point, Optional<Sample> sample) {
        return sample.map(PointListAction::quality).orElse(point.enabled() ? "not read yet" : "not monitored");
    }

    static String quality(Sample latest) {
        return latest.quality().wireName()
                + latest.failure().map(failure -> ": " + failure.message()).orElse("");
    }
}
