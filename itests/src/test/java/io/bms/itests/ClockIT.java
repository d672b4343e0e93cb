// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.history.HistoryStore;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleSink;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteStore;
import io.bms.api.status.GatewayHealth;
import io.bms.itests.support.Await;
import io.bms.itests.support.Exam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** The assembled distribution by a clock that is set an hour back, and one that ran an hour ahead and is set right. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ClockIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final PointId POINT = new PointId(4242, "analogInput", 1);

    @Inject
    private BundleContext context;

    private final ShiftedClock clock = new ShiftedClock();
    private final List<Sample> samples = new CopyOnWriteArrayList<>();

    @Configuration
    public Option[] distribution() throws IOException {
        return Exam.distribution(Files.createTempDirectory(Files.createDirectories(Path.of("target")), "exam-clock-"));
    }

    @Test
    public void clockAnHourBackAndForward_isTold_itsSamplesAreUncertain_andItRecovers()
            throws RevisionConflictException {
        offer(PointDriver.class, new OnePoint(clock));
        offer(SampleSink.class, batch -> samples.addAll(batch.samples()));
        Await.until(() -> service(SiteStore.class).isPresent(), SOON, "the site");
        service(SiteStore.class).orElseThrow().apply(onePoint());
        Instant begin = Instant.now();
        awaitGood();
        offer(Clock.class, clock);
        awaitGood();
        awaitStored(begin, Instant.now());

        set(HOUR.negated());
        awaitUncertain();
        set(Duration.ZERO);
        awaitGood();

        set(HOUR);
        awaitGood();
        awaitStored(
                Instant.now().plus(HOUR).minusSeconds(60),
                Instant.now().plus(HOUR).plusSeconds(60));
        set(Duration.ZERO);
        awaitUncertain();
        set(HOUR.plusSeconds(60));
        awaitGood();

        List<Sample> back = stored(begin.minus(HOUR).minusSeconds(1), begin.minusSeconds(1));
        assertTrue("the samples of the hour before are in the history", back.size() > 0);
        assertEquals(
                Set.of(Quality.UNCERTAIN),
                Set.copyOf(back.stream().map(Sample::quality).toList()));
    }

    private void set(Duration ahead) {
        clock.ahead = ahead;
        samples.clear();
    }

    /** No sample is kept back or invented: each has the time of its reading, by the clock. */
    private void awaitUncertain() {
        Await.until(() -> problems().contains("clock_behind"), SOON, "the problem is told");
        awaitSample(Quality.UNCERTAIN);
    }

    private void awaitGood() {
        Await.until(
                () -> service(GatewayHealth.class).isPresent() && !problems().contains("clock_behind"),
                SOON,
                "no problem is told");
        samples.clear();
        awaitSample(Quality.GOOD);
    }

    private void awaitSample(Quality quality) {
        Await.until(
                () -> samples.stream()
                        .anyMatch(sample -> sample.pointId().equals(POINT)
                                && sample.quality() == quality
                                && sample.value().equals(OnePoint.VALUE)
                                && Duration.between(sample.timestamp(), clock.instant())
                                                .abs()
                                                .toSeconds()
                                        < SOON.toSeconds()),
                SOON,
                "a value of quality " + quality + " and of now");
    }

    private void awaitStored(Instant from, Instant to) {
        Await.until(() -> !stored(from, to).isEmpty(), SOON, "samples in the history from " + from + " to " + to);
    }

    private List<Sample> stored(Instant from, Instant to) {
        return service(HistoryStore.class)
                .map(store -> store.samples(List.of(POINT), from, to, 10_000, Optional.empty())
                        .series())
                .filter(series -> !series.isEmpty())
                .map(series -> series.get(0).entries())
                .orElse(List.of());
    }

    private List<String> problems() {
        return service(GatewayHealth.class).map(health -> health.current().problems()).orElse(List.of()).stream()
                .map(problem -> problem.code())
                .toList();
    }

    private <T> Optional<T> service(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        return Optional.ofNullable(reference).map(context::getService);
    }

    private <T> void offer(Class<T> type, T service) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, 100);
        context.registerService(type, service, properties);
    }

    private static SiteChange onePoint() {
        DiscoveredObject object = new DiscoveredObject(
                POINT,
                "Outside air",
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                OptionalDouble.empty(),
                PointValue.NULL);
        DiscoveredDevice device = new DiscoveredDevice(
                POINT.deviceId(), DeviceAddress.direct("127.0.9.9", 47808), "Roof", "", "", List.of(object), true);
        return new SiteChange(
                OptionalLong.empty(),
                List.of(device),
                Set.of(),
                Set.of(),
                Optional.of(Duration.ofSeconds(1)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The machine's clock, so far ahead or, where that is negative, behind. */
    private static final class ShiftedClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks for another zone");
        }
    }

    /** A driver whose points always have the same value. */
    private record OnePoint(Clock clock) implements PointDriver {
        private static final PointValue VALUE = new PointValue.Real(20.5f);

        @Override
        public String version() {
            return "one point";
        }

        @Override
        public CompletionStage<List<ReadOutcome>> read(DeviceRef device, List<PointId> points) {
            return CompletableFuture.completedFuture(points.stream()
                    .<ReadOutcome>map(point -> new ReadOutcome.Value(point, VALUE, Set.of(), true, clock.instant()))
                    .toList());
        }

        @Override
        public CompletionStage<WriteOutcome> write(WriteRequest request) {
            throw new UnsupportedOperationException("nobody writes");
        }

        @Override
        public CompletionStage<EventsOutcome> events(DeviceRef device, List<PointId> known) {
            return CompletableFuture.completedFuture(new EventsOutcome.Known(List.of()));
        }

        @Override
        public CompletionStage<AcknowledgeOutcome> acknowledge(DeviceRef device, EventAcknowledgement acknowledgement) {
            throw new UnsupportedOperationException("nobody acknowledges");
        }

        @Override
        public CompletionStage<DiscoveryReport> discover(
                DiscoveryRequest request, Consumer<DiscoveryProgress> progress) {
            throw new UnsupportedOperationException("nobody looks for devices");
        }
    }
}
