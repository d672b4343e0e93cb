// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.Test;

public class RetainedSurplusTest {
    private static final String B = "iot/global/org/site/gw";
    private static final List<String> OWN =
            List.of(B + "/status/update", B + "/status/heartbeat", B + "/1001/1001.analogInput.1", B + "/7/7.device.7");
    private static final List<String> HEARD = List.of(B + "/command/+/request", B + "/command/reboot/request");

    @Test
    public void of_gatewaysOwnTopics_areNeverAmongThem() {
        assertEquals(Set.of(), RetainedSurplus.of(OWN, HEARD, 0));
        assertEquals("of a gateway whose session is over", Set.of(), RetainedSurplus.of(OWN, List.of(), 0));
    }

    @Test
    public void of_whatOnlyLooksLikeTheGateways_isCounted() {
        List<String> others = List.of(
                "iot/global/org/site/other/1001/1001.analogInput.1",
                B + "/status/more",
                B + "/status/update/more",
                B + "/command/reboot/request",
                B + "/x/1001.analogInput.1",
                B + "/1001/1001.analogInput.1/more",
                "x/" + B + "/status/update");
        assertEquals(Set.copyOf(others), RetainedSurplus.of(others, HEARD, 0));
    }

    @Test
    public void of_othersBeyondTwiceTheLimit_areTheNewest() {
        List<String> others = IntStream.range(0, 10).mapToObj(i -> "guest/" + i).toList();
        List<String> all = Stream.concat(others.stream(), OWN.stream()).toList();
        assertEquals(Set.of("guest/8", "guest/9"), RetainedSurplus.of(all, HEARD, 4));
        assertEquals(Set.of(), RetainedSurplus.of(all, HEARD, 5));
    }
}
