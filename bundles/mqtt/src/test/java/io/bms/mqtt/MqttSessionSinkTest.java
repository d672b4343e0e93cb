// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.identity.Identity;
import io.bms.api.point.SampleSink;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import io.bms.testkit.SampleSinkContract;
import java.time.Duration;
import java.util.Optional;
import org.junit.After;

/** The session as a sink, with no broker in sight. */
public class MqttSessionSinkTest extends SampleSinkContract {
    private Optional<MqttSession> session = Optional.empty();

    @Override
    protected SampleSink stuck() {
        FakeSiteStore sites = new FakeSiteStore();
        sites.preset(Devices.site(Devices.device(1, 100, Duration.ofSeconds(1))));
        MqttSession stuck = new MqttSession(
                new SessionParts(
                        new FakeIdentities(new Identity("o", "s", "d")),
                        sites,
                        new ManualClock(),
                        "boot-1",
                        Pace.NORMAL),
                new MqttSettings(Optional.empty(), Duration.ofSeconds(1), 100));
        session = Optional.of(stuck);
        return stuck;
    }

    @After
    public void after() {
        session.ifPresent(MqttSession::close);
    }
}
