// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;

import io.bms.api.status.StatusItem.Problem;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public final class HealthTest {
    private final ManualClock clock = new ManualClock();
    private final Health health = new Health(clock, new Counters(), new Refusals(clock), Optional.empty());

    private List<Problem> problems() {
        return health.items().stream()
                .filter(Problem.class::isInstance)
                .map(Problem.class::cast)
                .toList();
    }

    @Test
    public void items_certificateThatEndsSoon_isAProblemUntilItIsRenewed() {
        Instant first = clock.instant();
        health.certificateEnds(Optional.of(first.plus(Duration.ofDays(31))));
        assertEquals(List.of(), problems());
        clock.advance(Duration.ofDays(2));
        assertEquals("mqtt_client_certificate_expires", problems().get(0).code());
        clock.advance(Duration.ofDays(1));
        assertEquals(
                "since it was first said",
                first.plus(Duration.ofDays(2)),
                problems().get(0).since());
        health.certificateEnds(Optional.of(first.plus(Duration.ofDays(400))));
        assertEquals(List.of(), problems());
    }
}
