// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.history.HistoryPage;
import io.bms.api.identity.Identity;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.SampleBatch;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.text.BrokerUrl;
import io.bms.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** The product's uplink, of which each sample is a batch, and whose outbox keeps no more than the newest. */
public final class UplinkOfTests implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Uplink uplink;

    /** @param history what get_history answers from */
    public UplinkOfTests(Path data, Clock clock, int port, List<Sample> history) {
        uplink = new Uplink(
                new UplinkParts(
                        "cloud",
                        new FakeIdentities(new Identity("acme", "hq", "gw-1")),
                        data,
                        clock,
                        "boot-1",
                        Duration.ofMillis(50),
                        Duration.ofMillis(500)),
                new UplinkSettings(
                        List.of(BrokerUrl.parse("127.0.0.1:" + port)),
                        Optional.empty(),
                        Optional.empty(),
                        TlsFiles.NONE,
                        Optional.empty(),
                        "iot/global",
                        Duration.ZERO,
                        Duration.ofMinutes(15),
                        100_000_000,
                        1,
                        Duration.ofHours(24),
                        0,
                        new UplinkRights(UplinkRights.Commands.READ, 9),
                        Profile.MQTT5));
        uplink.bindDispatcher(new Historian(history));
        uplink.bindMeanings((site, point) -> List.of("sensor", "temp"));
        uplink.siteChanged(Devices.site(Devices.device(1001, 1, Duration.ofSeconds(30))));
        uplink.status(new GatewayStatus(
                true,
                Optional.empty(),
                "boot-1",
                "0.1.0",
                MonitoringStatus.ACTIVE,
                ConnectionStatus.CONNECTED,
                ConnectionStatus.CONNECTED,
                1,
                1,
                1,
                1,
                List.of(),
                Map.of(),
                Instant.EPOCH));
    }

    /** A sample of one point. */
    public static Sample sample(int value, Instant at) {
        return new Sample(
                PointId.parse("1001.analogInput.1"),
                new PointValue.Integer(value),
                Quality.GOOD,
                Set.of(),
                at,
                Duration.ofSeconds(30));
    }

    /** Returns when it is in a batch. */
    public void give(Sample sample) {
        int waiting = uplink.report().waiting();
        long sent = uplink.report().sent();
        uplink.accept(new SampleBatch(List.of(sample)));
        Await.until(
                () -> uplink.report().waiting() > waiting || uplink.report().sent() > sent, PATIENCE, "a batch of it");
    }

    public void awaitWaiting(int batches) {
        Await.until(() -> uplink.report().waiting() == batches, PATIENCE, batches + " batches wait");
    }

    @Override
    public void close() {
        uplink.close();
    }

    private record Historian(List<Sample> history) implements CommandDispatcher {
        @Override
        public CompletionStage<CommandResult> dispatch(
                AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
            throw new AssertionError("nobody asks by this door");
        }

        @Override
        public CompletionStage<List<String>> dispatchOnce(
                RemoteRequest request,
                Function<CommandResult, List<String>> encode,
                Consumer<DiscoveryProgress> progress,
                Runnable recorded) {
            Command.GetHistory asked = (Command.GetHistory) request.command();
            List<HistoryPage.Series<Sample>> series = asked.pointIds().stream()
                    .map(id -> new HistoryPage.Series<>(
                            id,
                            history.stream()
                                    .filter(sample -> sample.pointId().equals(id))
                                    .filter(sample -> !sample.timestamp().isBefore(asked.from())
                                            && sample.timestamp()
                                                    .isBefore(asked.to().orElseThrow()))
                                    .toList()))
                    .toList();
            return CompletableFuture.completedFuture(encode.apply(
                    new CommandResult.SampleHistory(new HistoryPage<>(series, Optional.empty(), Set.of()), Map.of())));
        }

        @Override
        public CompletionStage<List<Undelivered>> undelivered(BiFunction<String, CommandResult, List<String>> encode) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public void delivered(String name, String commandId) {
            // Nothing is kept.
        }
    }
}
