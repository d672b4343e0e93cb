// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import java.util.Optional;
import org.junit.Test;

public class LastOnlineTest {
    private static final String TOPIC = "iot/global/o/s/d/status/update";

    @Test
    public void of_onlineInAnySpacing_isTakenBack() {
        Optional<LastOnline> online =
                LastOnline.of(TOPIC, "{ \"boot_id\" : \"b-1\", \"status\" :\"online\", \"problems\": [] }");
        assertEquals(Optional.of(new LastOnline("o", "s", "d", "b-1")), online);
        assertEquals(
                "{\"status\":\"offline\",\"reason\":\"crash\",\"boot_id\":\"b-1\",\"organization_id\":\"o\","
                        + "\"site_id\":\"s\",\"iot_device_id\":\"d\"}",
                online.get().crashed());
    }

    @Test
    public void of_onlineInsideAText_isNoStatus() {
        assertEquals(
                Optional.empty(),
                LastOnline.of(
                        TOPIC,
                        "{\"status\":\"offline\",\"problems\":[{\"message\":"
                                + "\"said \\\"status\\\":\\\"online\\\"\"}],\"mqtt_connection_status\":\"online\"}"));
    }

    @Test
    public void of_anotherTopicOrAnIdThatIsNone_isLeftAlone() {
        assertEquals(Optional.empty(), LastOnline.of("iot/global/o/s/d/status/heartbeat", "{\"status\":\"online\"}"));
        assertEquals(Optional.empty(), LastOnline.of("iot/global/o/\"/d/status/update", "{\"status\":\"online\"}"));
    }
}
