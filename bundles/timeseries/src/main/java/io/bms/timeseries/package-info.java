// SPDX-License-Identifier: GPL-3.0-only
/**
 * Keeps the samples of all points for years in a small file, {@code runtime.db}, and tells them again.
 *
 * <p>Start at {@link io.bms.timeseries.SqliteHistory}. A sample: {@link io.bms.timeseries.SampleQueue}, then once a
 * second {@link io.bms.timeseries.HistoryWriter} (bms-timeseries-writer) puts it into {@link
 * io.bms.timeseries.HotSamples}; later {@link io.bms.timeseries.Packing} turns rows into {@link
 * io.bms.timeseries.Blocks}, and {@link io.bms.timeseries.Retention} deletes the oldest. A question: {@link
 * io.bms.timeseries.HistoryCommand} (bms-timeseries-reader) to {@link io.bms.timeseries.HistoryReader}, which reads a
 * {@link io.bms.timeseries.Timeline} of blocks and rows into a {@link io.bms.timeseries.Page} or a {@link
 * io.bms.timeseries.BucketFold}.
 */
package io.bms.timeseries;
