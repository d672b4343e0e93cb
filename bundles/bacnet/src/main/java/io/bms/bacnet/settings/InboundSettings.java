// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.settings;

import io.bms.settings.UnusableSetting;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which services others may use to change the gateway itself. Thread: any.
 *
 * @param services empty: none
 * @param password what a DeviceCommunicationControl must bring; BACnet4J would ask for none
 */
public record InboundSettings(Set<InboundService> services, Optional<String> password) {
    /** ASHRAE 135, 16.1.1.1.3. */
    private static final int LONGEST_PASSWORD = 20;

    public static final InboundSettings NONE = new InboundSettings(Set.of(), Optional.empty());

    public InboundSettings {
        services = Set.copyOf(services);
        if (services.contains(InboundService.DEVICE_COMMUNICATION_CONTROL) && password.isEmpty()) {
            throw new IllegalArgumentException("inboundServices has deviceCommunicationControl, which anybody could use"
                    + " to silence the gateway; set inboundPassword too");
        }
        if (password.filter(word -> word.length() > LONGEST_PASSWORD).isPresent()) {
            throw new UnusableSetting(
                    "inboundPassword",
                    "(not shown)",
                    "it is longer than BACnet allows; use at most " + LONGEST_PASSWORD + " characters");
        }
    }

    public static InboundSettings of(String services, String password) {
        return new InboundSettings(
                Arrays.stream(services.split(","))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .map(InboundSettings::service)
                        .collect(Collectors.toSet()),
                Optional.of(password.strip()).filter(word -> !word.isEmpty()));
    }

    private static InboundService service(String word) {
        return InboundService.named(word)
                .orElseThrow(() -> new UnusableSetting(
                        "inboundServices",
                        word,
                        "'" + word + "' cannot be switched on; write any of " + InboundService.words()));
    }

    public boolean offers(int choice) {
        return services.stream().anyMatch(service -> service.choice() == choice);
    }

    @Override
    public String toString() {
        return "InboundSettings" + services;
    }
}
