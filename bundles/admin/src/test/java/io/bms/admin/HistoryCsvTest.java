// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeSiteStore;
import io.bms.text.Csv;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.Test;

public class HistoryCsvTest {
    private static final String SAMPLES = "{\"series\":["
            + "{\"point_id\":\"1.binaryOutput.1\",\"samples\":[[\"2026-07-01T12:00:00.000Z\",true,\"good\"]]},"
            + "{\"point_id\":\"1.multiStateValue.1\",\"samples\":[[\"2026-07-01T12:00:00.000Z\",2,\"good\"],"
            + "[\"2026-07-01T12:00:01.000Z\",9,\"good\"]]},"
            + "{\"point_id\":\"2.multiStateValue.1\",\"samples\":[[\"2026-07-01T12:00:00.000Z\",2,\"good\"]]}]}";

    private final FakeSiteStore sites = new FakeSiteStore();

    @Test
    public void states_forPeople_areTheirTexts() throws IOException {
        assertEquals(
                "\ufeffpoint_id;units;timestamp (Europe/Berlin);timestamp (UTC);value;quality\r\n"
                        + "1.binaryOutput.1;;2026-07-01 14:00:00,000;2026-07-01 12:00:00,000;Ein;good\r\n"
                        + "1.multiStateValue.1;;2026-07-01 14:00:00,000;2026-07-01 12:00:00,000;'=Tag;good\r\n"
                        + "1.multiStateValue.1;;2026-07-01 14:00:01,000;2026-07-01 12:00:01,000;9;good\r\n"
                        + "2.multiStateValue.1;;2026-07-01 14:00:00,000;2026-07-01 12:00:00,000;2;good\r\n",
                table(Csv.GERMAN_EXCEL, SAMPLES));
    }

    @Test
    public void states_forPrograms_areNumbersAndTruths() throws IOException {
        assertEquals(
                "point_id,units,timestamp,value,quality\r\n"
                        + "1.binaryOutput.1,,2026-07-01T12:00:00.000Z,true,good\r\n"
                        + "1.multiStateValue.1,,2026-07-01T12:00:00.000Z,2,good\r\n"
                        + "1.multiStateValue.1,,2026-07-01T12:00:01.000Z,9,good\r\n"
                        + "2.multiStateValue.1,,2026-07-01T12:00:00.000Z,2,good\r\n",
                table(Csv.PLAIN, SAMPLES));
    }

    @Test
    public void buckets_ofStates_haveTextsWhereEachNumberIsAState() throws IOException {
        String buckets = "{\"series\":[{\"point_id\":\"1.binaryOutput.1\",\"buckets\":["
                + "[\"2026-01-01T12:00:00.000Z\",0,1,1,1,7,\"good\"],"
                + "[\"2026-01-01T13:00:00.000Z\",null,null,null,null,0,\"bad\"]]}]}";
        assertEquals(
                "\ufeffpoint_id,units,start (Europe/Berlin),start (UTC),min,max,avg,last,count,worst_quality\r\n"
                        + "1.binaryOutput.1,,2026-01-01 13:00:00.000,2026-01-01 12:00:00.000,Aus,Ein,1,Ein,7,good\r\n"
                        + "1.binaryOutput.1,,2026-01-01 14:00:00.000,2026-01-01 13:00:00.000,,,,,0,bad\r\n",
                table(Csv.ENGLISH_EXCEL, buckets));
    }

    private String table(Csv csv, String page) throws IOException {
        DiscoveredDevice device = new DiscoveredDevice(
                1,
                DeviceAddress.direct("127.0.9.1", 47808),
                "AHU",
                "vendor",
                "model",
                List.of(object("binaryOutput", "Aus", "Ein"), object("multiStateValue", "Aus", "=Tag")),
                true);
        sites.preset(Devices.site(FakeSiteStore.device(device, Duration.ofSeconds(30))));
        HistoryCsv table = new HistoryCsv(csv, ZoneId.of("Europe/Berlin"), sites);
        return table.head(page.contains("buckets")) + table.rows(Json.parse(page));
    }

    private static DiscoveredObject object(String type, String... stateText) {
        return new DiscoveredObject(
                new PointId(1, type, 1),
                "name",
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(stateText),
                OptionalDouble.empty(),
                PointValue.NULL);
    }
}
