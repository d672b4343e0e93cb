// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttConnAck;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Says who answers: the first packet is a CONNACK that lets us in, or there is a sentence about what it is instead. */
final class ConnackCheck {
    private static final int FIRST_ERROR = 0x80;
    private static final int TLS_ALERT = 0x15;
    /** A CONNACK of MQTT 3.1.1 has two bytes (OASIS MQTT 3.1.1, 3.2). */
    private static final int OLD_CONNACK = 2;

    private static final Map<Integer, Integer> OLD_CODES =
            Map.of(1, 132, 2, 133, 3, 136, 4, Reasons.BAD_USER_OR_PASSWORD, 5, Reasons.NOT_AUTHORIZED);

    private ConnackCheck() {}

    /**
     * @param connack what follows the fixed header
     * @return the packet, as Paho understands it
     */
    static byte[] checked(byte first, byte[] connack) throws IOException {
        check(connack);
        byte[] packet = PacketRepair.readable(first, connack, true);
        try {
            MqttConnAck read = new MqttConnAck(connack);
            // Paho takes what is over 32,767 for negative, and would send nothing, for ever.
            if (Objects.requireNonNullElse(read.getProperties().getReceiveMaximum(), 1) > 0) {
                return packet;
            }
            read.getProperties().setReceiveMaximum((int) Short.MAX_VALUE);
            return read.serialize();
        } catch (MqttException e) {
            throw new IOException("the broker's CONNACK is malformed", e);
        }
    }

    private static void check(byte[] connack) throws ConnectRefusedException {
        if (connack.length == OLD_CONNACK && connack[1] < FIRST_ERROR && connack[1] >= 0) {
            int code = OLD_CODES.getOrDefault((int) connack[1], 132);
            throw new ConnectRefusedException(code, Reasons.words(code));
        }
        int code = connack.length < OLD_CONNACK ? 0 : connack[1] & 0xFF;
        if (code >= FIRST_ERROR) {
            Optional<MqttProperties> properties = properties(connack);
            throw new ConnectRefusedException(
                    code,
                    Reasons.words(code, properties.map(MqttProperties::getReasonString))
                            + properties
                                    .map(MqttProperties::getServerReference)
                                    .map(Reasons::reference)
                                    .orElse(""));
        }
    }

    private static Optional<MqttProperties> properties(byte[] connack) {
        byte[] known = connack.clone();
        known[1] = (byte) FIRST_ERROR;
        try {
            return Optional.of(new MqttConnAck(known).getProperties());
        } catch (IOException | MqttException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** What begins with something else than a CONNACK. */
    static ConnectRefusedException stranger(byte first) {
        if (first == TLS_ALERT) {
            return new ConnectRefusedException(
                    0, "it speaks TLS at this port; set tls = true (BMS_MQTT_TLS), or another port");
        }
        // HTTP/1.1 …, or <html> of one that could not tell which version it was asked in.
        if (first == 'H' || first == '<') {
            return new ConnectRefusedException(
                    0, "a web server answers there, not an MQTT broker; set the port of the broker");
        }
        byte[] shown = {first};
        return new ConnectRefusedException(
                0,
                "what answers there is no MQTT broker (it begins with "
                        + Reasons.quoted(new String(shown, StandardCharsets.ISO_8859_1))
                        + "); set host and port of the broker");
    }
}
