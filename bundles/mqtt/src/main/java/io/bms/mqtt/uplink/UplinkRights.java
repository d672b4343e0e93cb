// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.RemoteRequest;
import io.bms.mqtt.Senders;
import io.bms.settings.UnusableSetting;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What may be asked of the gateway through one uplink. Its broker decides who may send there; the gateway decides what
 * may come from there at all, whoever sends it.
 *
 * @param highestPriority the most urgent priority that may be written at (ASHRAE 135, 19.2), 1 to 16
 */
record UplinkRights(Commands commands, int highestPriority) implements Senders.Rule {
    /** How much. */
    enum Commands {
        /** Nothing is heard. */
        NONE,
        /** What changes nothing: history, alarms, previews. */
        READ,
        /** That, and writing points. */
        WRITE;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Commands parse(String text) {
            return Arrays.stream(values())
                    .filter(one -> one.wireName().equals(text.strip()))
                    .findFirst()
                    .orElseThrow(() -> new UnusableSetting("commands", text, "use none, read or write"));
        }
    }

    UplinkRights {
        Objects.requireNonNull(commands, "commands");
    }

    boolean hears() {
        return commands != Commands.NONE;
    }

    @Override
    public Optional<Failure> refusal(RemoteRequest request) {
        Command command = request.command();
        if (!hears()) {
            return denied("nothing is carried out that comes through this uplink");
        }
        if (!command.isOnceOnly()) {
            return Optional.empty();
        }
        if (commands != Commands.WRITE || !(command instanceof Command.SetValueToPoint write)) {
            return denied("through this uplink " + command.name() + " is not carried out");
        }
        if (write.priority() < highestPriority) {
            return denied("through this uplink points are written at priority " + highestPriority + " to 16, not "
                    + write.priority());
        }
        return request.timestamp().isPresent()
                ? Optional.empty()
                : Optional.of(new Failure(
                        ErrorCode.INVALID_REQUEST,
                        "a write through an uplink needs a timestamp, lest it is carried out hours later"));
    }

    private static Optional<Failure> denied(String why) {
        return Optional.of(new Failure(
                ErrorCode.DENIED, why + "; commands and writeHighestPriority of the uplink's file say what is"));
    }
}
