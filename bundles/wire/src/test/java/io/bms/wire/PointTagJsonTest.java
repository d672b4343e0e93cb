// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;

import io.bms.api.command.Command;
import io.bms.api.point.PointId;
import io.bms.api.site.GivenTags;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class PointTagJsonTest {
    private static final PointId POINT = PointId.parse("1001.analogInput.1");

    private static Decoded decoded(String pointTags) {
        return RequestDecoder.decode(
                Command.GetConfig.NAME,
                ("{\"command_id\":\"1\",\"discover\":false,\"point_tags\":" + pointTags + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(String pointTags) {
        return ((Decoded.Invalid) decoded(pointTags)).failure().message();
    }

    @Test
    public void pointTags_areTakenAsTheyAreGiven_andNoneTakeThemBack() {
        Command.GetConfig asked = (Command.GetConfig)
                ((Decoded.Valid) decoded("[{\"point_id\":\"1001.analogInput.1\",\"tags\":[\"temp\",\"sensor\"]},"
                                + "{\"point_id\":\"1001.analogInput.2\",\"tags\":[]}]"))
                        .request()
                        .command();
        assertEquals(
                Map.of(
                        POINT,
                        GivenTags.of(List.of("sensor", "temp")),
                        PointId.parse("1001.analogInput.2"),
                        GivenTags.NONE),
                asked.pointTags());
    }

    @Test
    public void whatIsNoTag_isRefusedWithWhatIsAllowed() {
        assertEquals(
                "point_tags[0].tags: 'Temp' is no tag; use 1 to 40 letters, digits and _ that begin with a small"
                        + " letter, as in temp",
                refusal("[{\"point_id\":\"1001.analogInput.1\",\"tags\":[\"Temp\"]}]"));
        assertEquals(
                "point_tags[0].tags is missing; send an array of tags",
                refusal("[{\"point_id\":\"1001.analogInput.1\"}]"));
        assertEquals("point_tags[0].point_id is missing; name a point", refusal("[{\"tags\":[\"temp\"]}]"));
        assertEquals(
                "point_tags names 1001.analogInput.1 twice; name each point once",
                refusal("[{\"point_id\":\"1001.analogInput.1\",\"tags\":[]},"
                        + "{\"point_id\":\"1001.analogInput.1\",\"tags\":[]}]"));
    }
}
