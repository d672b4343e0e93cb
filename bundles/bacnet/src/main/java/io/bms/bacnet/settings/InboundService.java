// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.settings;

import com.serotonin.bacnet4j.type.constructed.ServicesSupported;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * A service that changes the gateway, and that the operator may switch on. Those of ASHRAE 135 that are not here would
 * do nothing (private transfer, time synchronization) or let the network restart the gateway (ReinitializeDevice).
 * Thread: any.
 */
public enum InboundService {
    WRITE_PROPERTY("writeProperty", 15, ServicesSupported::setWriteProperty),
    DEVICE_COMMUNICATION_CONTROL("deviceCommunicationControl", 17, ServicesSupported::setDeviceCommunicationControl);

    private final String word;
    private final int choice;
    private final BiConsumer<ServicesSupported, Boolean> offer;

    InboundService(String word, int choice, BiConsumer<ServicesSupported, Boolean> offer) {
        this.word = word;
        this.choice = choice;
        this.offer = offer;
    }

    static Optional<InboundService> named(String word) {
        return Arrays.stream(values())
                .filter(service -> service.word.equals(word))
                .findFirst();
    }

    /** All there are, for a message. */
    static String words() {
        return Arrays.stream(values()).map(service -> service.word).collect(Collectors.joining(", "));
    }

    /** The number of the confirmed service (ASHRAE 135, clause 21). */
    int choice() {
        return choice;
    }

    public void offerIn(ServicesSupported services) {
        offer.accept(services, true);
    }
}
