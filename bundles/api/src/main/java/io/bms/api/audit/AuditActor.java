// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import io.bms.api.log.OutsideText;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Who does something.
 *
 * @param name of an account, of a user of the machine, or of a part of the gateway; what is longer than 128 characters
 *     is cut
 * @param from the address, or what else is known of the place; what is longer than 64 characters is cut
 */
public record AuditActor(String name, Door door, Optional<String> from) {
    /** What the gateway does by itself. */
    public static final AuditActor GATEWAY = new AuditActor("gateway", Door.GATEWAY, Optional.empty());

    /** Of a request that does not prove whose it is. */
    public static final String UNPROVEN = "unproven";

    private static final int MAX_NAME = 128;

    /** The way by which somebody comes. */
    public enum Door {
        MQTT,
        REST,
        SHELL,
        /** Nobody came: the gateway acts by itself. */
        GATEWAY;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException there is none of that name */
        public static Door of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    public AuditActor {
        name = OutsideText.of(name, MAX_NAME);
        Objects.requireNonNull(door, "door");
        from = from.map(OutsideText::of);
    }

    /** An account that is signed in at the web port. */
    public static AuditActor rest(String account, String address) {
        return new AuditActor(account, Door.REST, Optional.of(address));
    }

    /** The user of this machine who has opened the shell. */
    public static AuditActor shell(String user) {
        return new AuditActor(user, Door.SHELL, Optional.empty());
    }

    /** For people: {@code anna by rest from 10.0.0.7}. */
    public String inWords() {
        return door == Door.GATEWAY
                ? name
                : name + " by " + door.wireName()
                        + from.map(place -> " from " + place).orElse("");
    }
}
