package io.bms.shell;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:point-read}. */
@Service
@Command(scope = "bms", name = "point-read", description = "Reads a point from its device, now.")
public final class PointReadAction implements Action {
    @Argument(name = "point", required = true, description = "As bms:point-list shows it: 1001.analogInput.1")
    @Completion(PointIdCompleter.class)
    private String pointId;
    @Reference
    private SiteStore site;
    @Reference
    private Monitoring monitoring;
    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Point point = Points.find(site, pointId);
        Sample sample = Answers.await(monitoring.read(point.id()), Answers.PATIENCE);
        if (sample.quality() == Quality.BAD && Values.bare(sample.value()).equals("-")) {
            throw new Refused(monitoring.device(point.id().deviceId())
                    .flatMap(Monitoring.DeviceState::lastFailure)
                    .map(failure -> failure.message())
                    .orElse("The point could not be read; look at bms:device-list."));
        }
        String flags = sample.flags().stream().sorted().map(StatusFlag::wireName).collect(Collectors.joining(", "));
        session.getConsole().println(point.object().name() + " = " + Values.show(sample.value(), point.object())
                + ", " + sample.quality().wireName() + (flags.isEmpty() ? "" : " (" + flags + ")"));
        return null;
    }
}
