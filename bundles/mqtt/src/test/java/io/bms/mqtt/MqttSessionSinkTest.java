// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.account.Role;
import io.bms.api.identity.Identity;
import io.bms.api.point.PointId;
import io.bms.api.point.SampleSink;
import io.bms.mqtt.link.Outsider;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import io.bms.testkit.SampleSinkContract;
import io.bms.wire.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Rule;

/** The session as a sink: with no broker in sight, and with one whose subscribers are downstream. */
public class MqttSessionSinkTest extends SampleSinkContract {
    @Rule
    public final Mosquitto broker = new Mosquitto();

    private final Identity identity = new Identity("o", "s", "d");
    private final Topics topics = new Topics(identity);
    private Optional<MqttSession> session = Optional.empty();
    private Optional<Outsider> subscriber = Optional.empty();

    @Override
    protected SampleSink stuck() {
        return start(Optional.empty());
    }

    @Override
    protected SampleSink working() {
        subscriber = Optional.of(new Outsider(broker.port()));
        return start(Optional.of(new MqttSettings.External(
                "127.0.0.1",
                broker.port(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Role.ADMIN))));
    }

    @Override
    protected Set<PointId> arrived() {
        Outsider outsider = subscriber.orElseThrow();
        return IntStream.rangeClosed(1, 100)
                .mapToObj(instance -> Devices.point(1, instance))
                .filter(point -> outsider.on(topics.point(point)).stream()
                        .anyMatch(message -> Outsider.text(message).contains("\"value\":")))
                .collect(Collectors.toSet());
    }

    private SampleSink start(Optional<MqttSettings.External> external) {
        FakeSiteStore sites = new FakeSiteStore();
        sites.preset(Devices.site(Devices.device(1, 100, Duration.ofSeconds(1))));
        MqttSession started = new MqttSession(
                new SessionParts(new FakeIdentities(identity), sites, new ManualClock(), "boot-1", Mosquitto.PACE),
                new MqttSettings(external, Duration.ofSeconds(1), 100));
        session = Optional.of(started);
        return started;
    }

    @After
    public void after() {
        session.ifPresent(MqttSession::close);
        subscriber.ifPresent(Outsider::close);
    }
}
