// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.enums.DayOfWeek;
import com.serotonin.bacnet4j.enums.Month;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.DateTime;
import com.serotonin.bacnet4j.type.constructed.TimeStamp;
import com.serotonin.bacnet4j.type.enumerated.DeviceStatus;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.RestartReason;
import com.serotonin.bacnet4j.type.primitive.Date;
import com.serotonin.bacnet4j.type.primitive.Real;
import com.serotonin.bacnet4j.type.primitive.Time;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.bacnet.Restarts.News;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** Which word of a device about its restarts is believed. */
public class RestartsTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-06-15T12:00:00Z"), ZoneOffset.UTC);
    private static final Time NOON = new Time(12, 0, 0, 0);

    private final Restarts restarts = new Restarts(NOW);

    private static Optional<Encodable> date(int year, Month month, int day) {
        return Optional.of(new TimeStamp(new DateTime(new Date(year, month, day, DayOfWeek.UNSPECIFIED), NOON)));
    }

    private static Optional<Encodable> time(int hour, int minute, int second) {
        return Optional.of(new TimeStamp(new Time(hour, minute, second, 0)));
    }

    private static Optional<Encodable> count(int number) {
        return Optional.of(new TimeStamp(new UnsignedInteger(number)));
    }

    @Test
    public void news_sameTimeOfAClock_hasNotRestarted() {
        for (Optional<Encodable> time : List.of(date(2026, Month.MAY, 3), time(7, 30, 0), count(7))) {
            Restarts one = new Restarts(NOW);
            assertEquals("nobody knows", News.RESTARTED, one.news(time));
            assertEquals(time.toString(), News.NONE, one.news(time));
            assertTrue(one.tells());
            assertEquals("another", News.RESTARTED, one.news(count(8)));
        }
    }

    @Test
    public void news_sameTimeAsOfADeviceWithoutAClock_provesNothing() {
        for (Optional<Encodable> time : List.of(
                Optional.<Encodable>empty(),
                time(0, 0, 0),
                time(0, 0, 11),
                Optional.<Encodable>of(TimeStamp.UNSPECIFIED_TIME),
                Optional.<Encodable>of(TimeStamp.UNSPECIFIED_DATETIME),
                count(0),
                count(1),
                date(2000, Month.JANUARY, 1),
                date(1970, Month.JANUARY, 1),
                date(2031, Month.JANUARY, 1),
                Optional.<Encodable>of(new Real(1)))) {
            Restarts one = new Restarts(NOW);
            one.news(time);
            assertFalse(time.toString(), one.tells());
            assertEquals(time.toString(), News.UNKNOWN, one.news(time));
        }
    }

    @Test
    public void missed_aChangeAlthoughTheTimeIsTheSame_provesNothingFromThenOn() {
        restarts.news(count(7));
        restarts.missed();
        assertEquals(News.UNKNOWN, restarts.news(count(7)));
        assertEquals(News.RESTARTED, restarts.news(count(8)));
    }

    @Test
    public void told_onlyWhatADeviceSaysOfItsRestart_isNews() {
        assertEquals(News.NONE, restarts.told(Map.of(PropertyIdentifier.presentValue, new Real(1))));
        assertEquals(News.UNKNOWN, restarts.told(Map.of(PropertyIdentifier.systemStatus, DeviceStatus.operational)));
        assertEquals(
                News.UNKNOWN, restarts.told(Map.of(PropertyIdentifier.lastRestartReason, RestartReason.warmstart)));
        Map<PropertyIdentifier, Encodable> time =
                Map.of(PropertyIdentifier.timeOfDeviceRestart, count(9).orElseThrow());
        assertEquals(News.RESTARTED, restarts.told(time));
        assertEquals("told again", News.NONE, restarts.told(time));
    }
}
