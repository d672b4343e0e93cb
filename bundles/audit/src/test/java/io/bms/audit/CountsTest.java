// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import static org.junit.Assert.assertEquals;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import io.bms.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class CountsTest {
    private final ManualClock clock = new ManualClock();
    private final Counts counts = new Counts(clock);

    private static AuditAct signIn(String name, String address) {
        return new AuditAct(AuditActor.rest(name, address), "sign_in", "");
    }

    private static Counts.Counted refused(AuditAct act, String reason) {
        return new Counts.Counted(act, AuditOutcome.of(AuditResult.DENIED, Optional.of(reason)));
    }

    @Test
    public void take_equalOnes_areOneAtOnceAndOneMoreAfterTheHour() {
        AuditAct act = signIn("anna", "10.0.0.7");
        counts.count(act, AuditOutcome.denied("wrong"));
        assertEquals(List.of(refused(act, "wrong")), counts.take(false));
        for (int i = 0; i < 500; i++) {
            counts.count(act, AuditOutcome.denied("wrong"));
        }
        assertEquals(List.of(), counts.take(false));
        clock.advance(Duration.ofHours(1));
        assertEquals(List.of(refused(act, "500 times: wrong")), counts.take(false));
        clock.advance(Duration.ofHours(1));
        assertEquals(List.of(), counts.take(false));
    }

    @Test
    public void take_otherEnd_isAnother() {
        AuditAct act = signIn("anna", "10.0.0.7");
        counts.count(act, AuditOutcome.denied("wrong"));
        counts.count(act, AuditOutcome.SUCCESS);
        assertEquals(List.of(refused(act, "wrong"), new Counts.Counted(act, AuditOutcome.SUCCESS)), counts.take(false));
    }

    /** A stranger with many names and addresses gets few records, and takes none from those who read. */
    @Test
    public void take_manyNames_areFewRecords() {
        for (int i = 0; i < 10_000; i++) {
            counts.count(signIn("name" + i, "10.0." + i % 256 + ".1"), AuditOutcome.denied("wrong"));
        }
        counts.count(signIn("anna", "10.0.0.7"), AuditOutcome.SUCCESS);
        List<Counts.Counted> taken = counts.take(false);
        assertEquals(Counts.MOST_REFUSED + 2, taken.size());
        assertEquals("others", taken.get(Counts.MOST_REFUSED).act().actor().name());
        assertEquals(
                Optional.of(10_000 - Counts.MOST_REFUSED + " times: wrong"),
                taken.get(Counts.MOST_REFUSED).outcome().reason());
        assertEquals("anna", taken.get(Counts.MOST_REFUSED + 1).act().actor().name());
    }

    @Test
    public void take_atTheEnd_isAll() {
        AuditAct act = signIn("anna", "10.0.0.7");
        counts.count(act, AuditOutcome.SUCCESS);
        counts.take(false);
        counts.count(act, AuditOutcome.SUCCESS);
        assertEquals(List.of(new Counts.Counted(act, AuditOutcome.SUCCESS)), counts.take(true));
    }
}
