// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;

import io.bms.admin.Api.Caller;
import io.bms.api.uplink.UplinkReport;
import io.bms.api.uplink.UplinkReport.Report;
import java.time.Instant;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** How the uplinks are, from outside. */
public final class UplinksTest {
    private static final Instant SINCE = Instant.parse("2026-01-31T08:15:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void uplinks_areShownByName_andGoWithTheirFiles() throws Exception {
        try (Api api = new Api(folder.getRoot().toPath())) {
            UplinkReport up = () ->
                    new Report("cloud", Optional.of("a:8883"), SINCE, Optional.empty(), 7, 0, Optional.empty(), 0, 99);
            UplinkReport down = () -> new Report(
                    "backup", Optional.empty(), SINCE, Optional.of("refused"), 0, 3, Optional.of(SINCE), 2, 0);
            api.uplinks.bindUplink(up);
            api.uplinks.bindUplink(down);
            Caller viewer = api.new Caller();
            viewer.signIn("admin", "right one");
            String whole = viewer.get("/uplinks").response().body();
            assertEquals(
                    "{\"uplinks\":[{\"name\":\"backup\",\"since\":\"2026-01-31T08:15:00Z\",\"failure\":\"refused\","
                            + "\"batches_sent\":0,\"batches_waiting\":3,\"waiting_since\":\"2026-01-31T08:15:00Z\","
                            + "\"dropped\":2,\"bytes\":0},"
                            + "{\"name\":\"cloud\",\"connected_to\":\"a:8883\",\"since\":\"2026-01-31T08:15:00Z\","
                            + "\"batches_sent\":7,\"batches_waiting\":0,\"dropped\":0,\"bytes\":99}]}",
                    whole);
            api.uplinks.unbindUplink(up);
            api.uplinks.unbindUplink(down);
            assertEquals("{\"uplinks\":[]}", viewer.get("/uplinks").response().body());
        }
    }
}
