package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.status.StatusItem;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class DatabaseRevisionsTest {
    private static final DeviceRef DEVICE = new DeviceRef(7, DeviceAddress.direct("127.0.1.1", 47808));

    private long nanos;
    private final DatabaseRevisions revisions = new DatabaseRevisions(Clock.systemUTC(), () -> nanos);

    private void read(int revision) {
        revisions.read(7, new Reading.Got(new UnsignedInteger(revision)));
    }

    @Test
    public void due_askedSeldom() {
        assertTrue("not with the first read", revisions.due(DEVICE).isEmpty());
        nanos += TimeUnit.MINUTES.toNanos(1);
        assertTrue(revisions.due(DEVICE).isPresent());
        assertTrue(revisions.due(DEVICE).isEmpty());
        nanos += TimeUnit.MINUTES.toNanos(10);
        assertTrue(revisions.due(DEVICE).isPresent());
    }

    @Test
    public void read_anotherRevision_isAProblemUntilDiscoveredAgain() {
        read(3);
        read(3);
        revisions.read(7, new Reading.Silent());
        assertEquals(0, revisions.problems().size());
        read(4);
        assertEquals("device_changed", ((StatusItem.Problem) revisions.problems().get(0)).code());
        revisions.surveyed(7);
        read(4);
        assertEquals(0, revisions.problems().size());
    }
}
