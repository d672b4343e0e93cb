// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.point.Sample;
import java.util.Optional;

/**
 * What a point was judged by.
 *
 * @param other that of the point that it was compared with, if it was with one
 * @param amount what was held against limits, if something was: the value, the difference, or the change
 */
record Judged(Sample own, Optional<Sample> other, double amount) {}
