// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import io.bms.api.alarm.AlarmAction;
import io.bms.api.command.Command;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do (docs/security.md). There is nothing that everybody may, and no rule that forbids. */
public enum Right {
    /** See points, values, devices, the status, history and projects. */
    READ(),
    /** Ask for history, and for alarms, by MQTT. */
    ASK_HISTORY(Command.GetHistory.NAME, Command.GetAlarms.NAME),
    /** Write points, and release them. */
    WRITE(Command.SetValueToPoint.NAME),
    /** Start and stop monitoring. */
    MONITOR(Command.StartMonitoring.NAME, Command.StopMonitoring.NAME),
    /** Acknowledge alarms, resolve them, put them aside and say something about them. */
    ACKNOWLEDGE(
            AlarmAction.Acknowledge.COMMAND,
            AlarmAction.Resolve.COMMAND,
            AlarmAction.Shelve.COMMAND,
            AlarmAction.Note.COMMAND),
    /** Discover devices and deploy a configuration; change projects; enter the gateway into recipient lists. */
    CONFIGURE(Command.GetConfig.NAME, Command.SubscribeEvents.NAME),
    /** Restart the gateway; install updates, and take them back. */
    REBOOT(Command.Reboot.NAME, Command.InstallUpdate.NAME),
    /** Manage accounts and the identity, and hear every topic. Only an admin has it. */
    ADMINISTER();

    private final List<String> commands;

    Right(String... commands) {
        this.commands = List.of(commands);
    }

    /** Names of the commands that it allows. */
    public List<String> commands() {
        return commands;
    }

    /** As people and programs write it: {@code ask_history}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming those there are */
    public static Right of(String wireName) {
        return WireNames.find(values(), Right::wireName, wireName, "right");
    }

    /** What a command needs, by its name. */
    public static Optional<Right> toSend(String command) {
        return Arrays.stream(values())
                .filter(right -> right.commands.contains(command))
                .findFirst();
    }
}
