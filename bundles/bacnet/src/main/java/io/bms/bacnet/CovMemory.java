// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.bacnet.request.TokenBucket;

/**
 * What is known of a device that was asked to report; it outlives a change of the points that are wanted. Thread:
 * bms-bacnet-worker.
 *
 * @param refusals what it has refused, and until when
 * @param restarts how it tells of them
 * @param announcements how often the device's word alone counts as a restart: several quick ones are noticed, and a
 *     flood of announcements costs little
 */
record CovMemory(CovRefusals refusals, Restarts restarts, TokenBucket announcements) {}
