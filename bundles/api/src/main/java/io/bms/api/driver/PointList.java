// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import java.util.List;

/**
 * What was understood of a file of points.
 *
 * @param devices those that it names; without addresses, vendors and values, which no such file has
 * @param rows how many rows were taken
 * @param leftOut a sentence for each row that was not, beginning with its line; also for those of a second file
 * @param remarks a sentence for each row that was taken without a part of it
 */
public record PointList(List<DiscoveredDevice> devices, int rows, List<String> leftOut, List<String> remarks) {
    public PointList {
        devices = List.copyOf(devices);
        leftOut = List.copyOf(leftOut);
        remarks = List.copyOf(remarks);
    }
}
