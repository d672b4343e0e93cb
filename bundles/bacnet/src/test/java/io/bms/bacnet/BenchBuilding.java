// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Whole devices for measuring a discovery, in a process of their own: the library's server half, one beside the other.
 */
final class BenchBuilding {
    private BenchBuilding() {}

    /** Port, devices, objects of each; at the addresses of {@link BenchDevices}. */
    public static void main(String[] args) throws Exception {
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            new TestDevice(BenchDevices.address(i), Integer.parseInt(args[0]), 1000 + i)
                    .withInputs(Integer.parseInt(args[2]))
                    .start();
        }
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    static Process start(int port, int devices, int objects) throws IOException {
        return BenchDevices.start(BenchBuilding.class, port, devices, objects);
    }
}
