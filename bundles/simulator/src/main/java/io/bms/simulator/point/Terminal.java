// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.point;

import java.util.OptionalDouble;

/** The network's side of one point, as the simulation sees it. */
public interface Terminal {
    /** The value that clients see now. */
    double value();

    /** The value that an operator has put in place of the control program's, if any. */
    OptionalDouble override();

    /** Shows a measured value; ignored while the point is out of service. NaN: the sensor measures nothing. */
    void publish(double measured);

    /** Commands a value with the control program's low priority. */
    void command(double program);
}
