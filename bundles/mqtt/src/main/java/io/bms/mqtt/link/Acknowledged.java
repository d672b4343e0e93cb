// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

/**
 * What an acknowledgement (PUBACK, SUBACK, UNSUBACK) says.
 *
 * @param codes one for each publication or filter, none where a QoS 0 message was only written
 * @param reasonString the broker's own words
 */
record Acknowledged(List<Integer> codes, Optional<String> reasonString) {
    Acknowledged {
        codes = List.copyOf(codes);
        Objects.requireNonNull(reasonString, "reasonString");
    }

    static Acknowledged of(IMqttToken token) {
        int[] codes = Objects.requireNonNullElse(token.getReasonCodes(), new int[0]);
        Optional<MqttProperties> properties = Optional.ofNullable(token.getResponseProperties());
        List<Integer> repaired = properties.map(AckRepair::codes).orElse(List.of());
        return new Acknowledged(
                repaired.isEmpty() ? IntStream.of(codes).boxed().toList() : repaired,
                properties.map(MqttProperties::getReasonString));
    }

    /** The first refusal, if there is one. A loop, since this is asked of each publication. */
    Optional<Delivery.Refused> refusal() {
        Optional<Delivery.Refused> refusal = Optional.empty();
        for (int at = 0; at < codes.size() && refusal.isEmpty(); at++) {
            refusal = refusal(at);
        }
        return refusal;
    }

    /** The refusal of the filter at this place. */
    Optional<Delivery.Refused> refusal(int at) {
        int code = at < codes.size() ? codes.get(at) : 0;
        return code < MqttReturnCode.RETURN_CODE_UNSPECIFIED_ERROR
                ? Optional.empty()
                : Optional.of(new Delivery.Refused(code, Reasons.words(code, reasonString)));
    }
}
