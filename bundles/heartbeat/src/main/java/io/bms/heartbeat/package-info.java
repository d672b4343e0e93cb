// SPDX-License-Identifier: GPL-3.0-only
/**
 * Merges what the parts of the gateway say of themselves into one status, beats, watches the heap, and restarts the
 * process.
 *
 * <p>Start at {@link io.bms.heartbeat.Heart}: each second, on bms-heartbeat, it asks every {@code StatusSource},
 * {@link io.bms.heartbeat.StatusBoard} merges the answers, and {@link io.bms.heartbeat.Pulse} decides whether they go
 * out to the {@code StatusSink}s. The machine's own figures come from {@link io.bms.heartbeat.Machine}. The command
 * reboot: {@link io.bms.heartbeat.Reboot} to {@link io.bms.heartbeat.KarafRestart}. The heap: {@link
 * io.bms.heartbeat.HeapWatch} reads {@link io.bms.heartbeat.Heap}, has {@link io.bms.heartbeat.HeapJudgement} make a
 * level of it, and offers that to whoever can give something up.
 */
package io.bms.heartbeat;
