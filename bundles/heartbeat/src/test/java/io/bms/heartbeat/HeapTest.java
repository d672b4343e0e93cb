// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import static org.junit.Assert.assertTrue;

import io.bms.heartbeat.Heap.Reading;
import org.junit.Test;

public class HeapTest {
    private final Heap heap = new Heap();

    @Test
    public void read_heldAndCollected_saysHowMuchIsInUse() {
        System.gc();
        Reading before = heap.read();
        byte[][] held = new byte[64][1 << 20];
        System.gc();
        Reading with = heap.read();
        assertTrue(before + " " + with, with.collections() > before.collections());
        assertTrue(before + " " + with, with.inCollections().compareTo(before.inCollections()) >= 0);
        double mib = (with.occupied().orElseThrow() - before.occupied().orElseThrow())
                * Runtime.getRuntime().maxMemory()
                / (1 << 20);
        assertTrue(mib + " MiB more for " + held.length + " that are held", mib > 40 && mib < 120);
    }
}
