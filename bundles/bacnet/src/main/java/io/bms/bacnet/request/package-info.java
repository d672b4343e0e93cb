// SPDX-License-Identifier: GPL-3.0-only
/**
 * Reads of properties, cut into requests as each device can take them. Start at {@link
 * io.bms.bacnet.request.PropertyReader}: each read is a {@code PropertyRun}, which asks by {@link
 * io.bms.bacnet.request.Requests}, halves what fails, and notes in the {@code DeviceMemory} what the device can do.
 * {@code Requests} sends when {@code RequestQueue} and {@code TokenBuckets} let it, waits for each answer no longer
 * than {@code Patience} says, and gives a {@code RequestOutcome}; of one property that is a {@code Reading}.
 *
 * <p>Thread: bms-bacnet-worker. The library's answers and the packets of {@code UnaskedQueue} are handed over to it.
 */
package io.bms.bacnet.request;
