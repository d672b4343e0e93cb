// SPDX-License-Identifier: GPL-3.0-only
/**
 * Alarms: from a cause to somebody who knows of it.
 *
 * <p>Start at {@link io.bms.alarm.SqliteAlarms}, the component. Once a second each {@code AlarmSource} says which
 * {@code AlarmCause}s are present; {@code DeviceWatch} knows for several of them how the devices answer, and {@code
 * Lasting} for how long. {@code Lifecycle} makes of it what has changed, in a {@code Draft}; {@code Deeds} does the
 * same of what people ask for. {@code Engine} has the draft stored, and only then takes it for true and tells it: the
 * active alarms as they are, the events through {@code EventFeed}, which reads them from the disk and goes on where it
 * was after a restart. {@code PromptLook} has it look between the seconds when a sample has news. {@code AlarmQueries}
 * answers who asks. {@code Suppression} puts causes before their effects; {@code Onsets} knows of floods. {@code
 * DeviceEventSource} asks devices for their own events when {@code FlagWatch} has seen a flag change,
 * {@code DeviceAcks} follows who has acknowledged them there, and {@code AckSender} passes on what was acknowledged
 * here. {@code RuleSource} judges samples by the gateway's own rules, each with a
 * {@code RuleWatch}, and {@code HistoryTrials} tries a rule out on what was stored.
 *
 * <p>Thread: bms-alarm-engine owns all of it, the disk too.
 */
package io.bms.alarm;
