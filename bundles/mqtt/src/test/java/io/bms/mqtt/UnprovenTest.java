// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

public class UnprovenTest {
    private final Unproven unproven = new Unproven();

    @Test
    public void proven_upToAMark_leavesWhatWasGivenLater() {
        unproven.add(batch("a"), 3);
        unproven.add(batch("b"), 3);
        long mark = unproven.mark();
        unproven.add(batch("c"), 3);
        unproven.proven(mark);
        assertEquals(List.of(batch("c")), unproven.takeAll());
        assertEquals(List.of(), unproven.takeAll());
    }

    @Test
    public void proven_anEarlierMarkLast_provesNoMore() {
        unproven.add(batch("a"), 3);
        long early = unproven.mark();
        unproven.add(batch("b"), 3);
        long late = unproven.mark();
        unproven.add(batch("c"), 3);
        unproven.proven(late);
        unproven.proven(early);
        assertEquals(List.of(batch("c")), unproven.takeAll());
    }

    @Test
    public void add_oneTooMany_handsTheOldestOver() {
        for (String id : List.of("a", "b", "c")) {
            assertEquals(List.of(), unproven.add(batch(id), 3));
        }
        assertEquals(List.of(batch("a")), unproven.add(batch("d"), 3));
        assertEquals("fewer are held now", List.of(batch("b"), batch("c"), batch("d")), unproven.add(batch("e"), 1));
    }

    @Test
    public void remove_whatWasProven_isFalse() {
        Batch sent = batch("a");
        Batch notSent = batch("b");
        unproven.add(sent, 3);
        unproven.add(notSent, 3);
        assertTrue(unproven.remove(notSent));
        unproven.proven(unproven.mark());
        assertFalse(unproven.remove(sent));
    }

    @Test
    public void proven_aMarkFromBeforeARemoval_doesNotProveWhatCameAfter() {
        Batch notSent = batch("a");
        unproven.add(notSent, 3);
        long mark = unproven.mark();
        unproven.remove(notSent);
        unproven.add(batch("b"), 3);
        unproven.proven(mark);
        assertEquals(List.of(batch("b")), unproven.takeAll());
    }

    private static Batch batch(String id) {
        return new Batch(id, List.of());
    }
}
