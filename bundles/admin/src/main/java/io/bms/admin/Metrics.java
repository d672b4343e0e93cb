// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.admin.OpenMetrics.Figure;
import io.bms.api.alarm.AlarmOverview;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityStore;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.outbox.BatchOutbox;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayHealth;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusItem.Counter;
import io.bms.api.uplink.UplinkReport;
import io.bms.api.uplink.UplinkReport.Report;
import io.bms.sqlite.DataFolder;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator of many gateways watches of one, gathered anew with each call (docs/fleet.md has the names). A part
 * that is not there has no figures. Blocks for the disk. Thread: any.
 */
@Component(service = Metrics.class)
public final class Metrics {
    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    private final SiteStore sites;
    private final IdentityStore identities;
    private final SampleTally samples;
    private final StoreSizes stores;
    private final Clock clock;
    private final AtomicReference<GatewayHealth> health = new AtomicReference<>();
    private final AtomicReference<Monitoring> monitoring = new AtomicReference<>();
    private final AtomicReference<AlarmOverview> alarms = new AtomicReference<>();
    private final AtomicReference<BatchOutbox> outbox = new AtomicReference<>();
    private final List<UplinkReport> uplinks = new CopyOnWriteArrayList<>();

    @Activate
    public Metrics(
            BundleContext context,
            @Reference SiteStore sites,
            @Reference IdentityStore identities,
            @Reference SampleTally samples) {
        this(DataFolder.of(context), Clock.systemUTC(), sites, identities, samples);
    }

    Metrics(Path data, Clock clock, SiteStore sites, IdentityStore identities, SampleTally samples) {
        this.sites = sites;
        this.identities = identities;
        this.samples = samples;
        this.stores = new StoreSizes(data);
        this.clock = clock;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHealth(GatewayHealth present) {
        health.set(present);
    }

    void unbindHealth(GatewayHealth gone) {
        health.compareAndSet(gone, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindMonitoring(Monitoring present) {
        monitoring.set(present);
    }

    void unbindMonitoring(Monitoring gone) {
        monitoring.compareAndSet(gone, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindAlarms(AlarmOverview present) {
        alarms.set(present);
    }

    void unbindAlarms(AlarmOverview gone) {
        alarms.compareAndSet(gone, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindOutbox(BatchOutbox present) {
        outbox.set(present);
    }

    void unbindOutbox(BatchOutbox gone) {
        outbox.compareAndSet(gone, null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindUplink(UplinkReport present) {
        uplinks.add(present);
    }

    void unbindUplink(UplinkReport gone) {
        uplinks.remove(gone);
    }

    /** All figures in the text of OpenMetrics. */
    String text() {
        OpenMetrics text = new OpenMetrics();
        Optional<GatewayStatus> status = Optional.ofNullable(health.get()).map(GatewayHealth::current);
        gateway(text, status);
        status.ifPresent(known -> status(text, known));
        points(text);
        Optional.ofNullable(alarms.get()).map(AlarmOverview::summary).ifPresent(summary -> alarms(text, summary));
        outbox(text);
        uplinks(text);
        disk(text);
        process(text);
        return text.end();
    }

    private void gateway(OpenMetrics text, Optional<GatewayStatus> status) {
        Identity identity = identities.current();
        text.info(
                "bms_gateway",
                "Who this is, its version, and the run that began with the last start.",
                Map.of(
                        "org_id", identity.organizationId(),
                        "site_id", identity.siteId(),
                        "iot_device_id", identity.deviceId(),
                        "version", status.map(GatewayStatus::version).orElse(""),
                        "boot_id", status.map(GatewayStatus::bootId).orElse("")));
    }

    private static void status(OpenMetrics text, GatewayStatus status) {
        text.gauge("bms_mqtt_connected", "1 while the MQTT session is up.", one(status.mqttConnection()));
        text.gauge("bms_bacnet_connected", "1 while all BACnet networks are up.", one(status.bacnetConnection()));
        text.gauge(
                "bms_monitoring_active",
                "1 while points are read.",
                status.monitoring() == MonitoringStatus.ACTIVE ? 1 : 0);
        text.gauge(
                "bms_devices",
                "Devices of the site, by whether they answer.",
                List.of(
                        Figure.of("reachable", "true", status.devicesOnline()),
                        Figure.of("reachable", "false", status.devicesTotal() - status.devicesOnline())));
        text.gauge("bms_config_revision", "The config_revision in force.", status.configRevision());
        text.gauge(
                "bms_problems",
                "What an operator should look at.",
                status.problems().size());
        text.gauge(
                "bms_problem",
                "Each problem there is, by its code; those of one code are one.",
                status.problems().stream()
                        .map(StatusItem.Problem::code)
                        .distinct()
                        .sorted()
                        .map(code -> Figure.of("code", code, 1))
                        .toList());
        Map<Counter, Long> counts = status.errorCounts();
        counter(text, "bms_bacnet_timeouts", "Requests that no device answered.", counts, Counter.BACNET_TIMEOUTS);
        counter(text, "bms_bacnet_errors", "Requests answered by an error.", counts, Counter.BACNET_ERRORS);
        counter(text, "bms_mqtt_reconnects", "Times the MQTT session came back.", counts, Counter.MQTT_RECONNECTS);
        counter(
                text,
                "bms_messages_buffered",
                "Messages that could not go out at once and were kept.",
                counts,
                Counter.BUFFERED_MESSAGES);
        counter(
                text,
                "bms_messages_dropped",
                "Messages that will never go out, or were not understood.",
                counts,
                Counter.DROPPED_MESSAGES);
    }

    private static double one(ConnectionStatus status) {
        return status == ConnectionStatus.CONNECTED ? 1 : 0;
    }

    private static void counter(
            OpenMetrics text, String name, String help, Map<Counter, Long> counts, Counter counter) {
        text.counter(name, help, counts.getOrDefault(counter, 0L));
    }

    private void points(OpenMetrics text) {
        text.counter(
                "bms_samples",
                "Samples since the start, by quality.",
                Arrays.stream(Quality.values())
                        .map(quality -> Figure.of("quality", quality.wireName(), samples.of(quality)))
                        .toList());
        Monitoring present = monitoring.get();
        if (present == null) {
            return;
        }
        Map<String, Long> qualities = sites.current().devices().values().stream()
                .flatMap(device -> device.points().stream())
                .filter(Point::enabled)
                .map(point -> present.latest(point.id())
                        .map(Sample::quality)
                        .map(Quality::wireName)
                        .orElse("none"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        text.gauge(
                "bms_points",
                "Points that are to be read, by the quality of their newest value; none: not read yet.",
                List.of("good", "uncertain", "bad", "none").stream()
                        .map(quality -> Figure.of("quality", quality, qualities.getOrDefault(quality, 0L)))
                        .toList());
        text.gauge(
                "bms_overrides",
                "Values that the gateway has written and not released.",
                present.overrides().size());
    }

    private static void alarms(OpenMetrics text, AlarmSummary summary) {
        text.gauge(
                "bms_alarms",
                "Alarms that are not over and neither shelved nor suppressed, by priority.",
                summary.byPriority().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> Figure.of("priority", entry.getKey().wireName(), entry.getValue()))
                        .toList());
        text.gauge("bms_alarms_unacknowledged", "Alarms to be acknowledged.", summary.unacknowledged());
        text.gauge("bms_alarms_shelved", "Alarms put aside.", summary.shelved());
    }

    private void outbox(OpenMetrics text) {
        BatchOutbox present = outbox.get();
        if (present == null) {
            return;
        }
        try {
            Duration age = present.oldest(1).stream()
                    .findFirst()
                    .map(kept -> Duration.between(kept.at(), clock.instant()))
                    .orElse(Duration.ZERO);
            text.gauge(
                    "bms_outbox_oldest_age_seconds",
                    "Age of the oldest batch that waits for the broker; 0: none waits.",
                    Math.max(0, age.toSeconds()));
        } catch (UncheckedIOException e) {
            LOG.debug("the outbox cannot be read", e);
        }
    }

    private void uplinks(OpenMetrics text) {
        Instant now = clock.instant();
        List<Report> reports = uplinks.stream()
                .map(UplinkReport::report)
                .sorted(Comparator.comparing(Report::name))
                .toList();
        text.gauge(
                "bms_uplink_connected",
                "1 while the uplink's session is up.",
                figures(reports, report -> report.connected().isPresent() ? 1 : 0));
        text.gauge("bms_uplink_waiting", "Batches that wait for its broker.", figures(reports, Report::waiting));
        text.gauge(
                "bms_uplink_oldest_age_seconds",
                "Age of the oldest of them; 0: none waits.",
                figures(reports, report -> report.oldest()
                        .map(made -> Math.max(0, Duration.between(made, now).toSeconds()))
                        .orElse(0L)));
        text.counter("bms_uplink_batches", "Batches that its broker has taken.", figures(reports, Report::sent));
        text.counter(
                "bms_uplink_dropped",
                "Batches and samples that its broker will never have.",
                figures(reports, Report::dropped));
        text.counter(
                "bms_uplink_bytes",
                "Bytes of its connections, both ways and with TLS.",
                figures(reports, Report::bytes));
    }

    private static List<Figure> figures(List<Report> reports, ToDoubleFunction<Report> figure) {
        return reports.stream()
                .map(report -> Figure.of("uplink", report.name(), figure.applyAsDouble(report)))
                .toList();
    }

    private void disk(OpenMetrics text) {
        text.gauge(
                "bms_store_bytes",
                "Size of each database.",
                stores.bytes().entrySet().stream()
                        .map(store -> Figure.of("file", store.getKey(), store.getValue()))
                        .toList());
        stores.freeBytes()
                .ifPresent(free -> text.gauge("bms_disk_free_bytes", "Free on the disk of the data folder.", free));
    }

    private static void process(OpenMetrics text) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        text.gauge("bms_heap_used_bytes", "Of Java's heap.", heap.getUsed());
        text.gauge("bms_heap_max_bytes", "Of Java's heap.", heap.getMax());
        text.gauge(
                "bms_threads",
                "Java's threads.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        text.gauge(
                "process_start_time_seconds",
                "When the process started, since 1970.",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1_000.0);
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .ifPresent(used -> text.counter(
                        "process_cpu_seconds", "Time of processors that the process took.", used.toMillis() / 1_000.0));
    }
}
