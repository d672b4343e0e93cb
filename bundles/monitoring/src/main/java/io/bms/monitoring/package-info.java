// SPDX-License-Identifier: GPL-3.0-only
/**
 * Turns a site into timed reads; the only caller of drivers, for reads, writes and discovery alike.
 *
 * <p>Start at {@link io.bms.monitoring.LaneMonitoring}. A read: {@link io.bms.monitoring.Cycle} says that a group of a
 * {@link io.bms.monitoring.LanePlan} is due, {@link io.bms.monitoring.Lane} gives it its turn, {@code PointDriver.read}
 * answers, {@link io.bms.monitoring.QualityRule} judges, {@link io.bms.monitoring.LatestSamples} passes the samples on.
 * A write: {@link io.bms.monitoring.Writes} (what is allowed, what is held) to {@link io.bms.monitoring.PointRequests}
 * (one answer within a deadline) to {@link io.bms.monitoring.WriteExchange} (its turn on the lane) to
 * {@code PointDriver.write}. What is held is put down before the write is sent and settled after its answer, so while
 * one is under way it is not certain. A discovery or deployment: {@link io.bms.monitoring.Configuring}. COV:
 * {@link io.bms.monitoring.Reports}.
 *
 * <p>All lanes live on bms-monitoring-lanes; what waits for the disk runs on bms-monitoring-site.
 */
package io.bms.monitoring;
