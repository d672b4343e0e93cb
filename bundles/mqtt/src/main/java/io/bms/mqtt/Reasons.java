// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;

/** MQTT 5 reason codes (OASIS MQTT 5.0, 2.4) and Paho's own, in words for an operator. */
final class Reasons {
    private static final int FIRST_OF_PAHO = 30_000;
    private static final int BAD_USER_OR_PASSWORD = 134;
    private static final int NOT_AUTHORIZED = 135;
    private static final int TAKEN_OVER = 142;
    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(128, "unspecified error"),
            Map.entry(129, "malformed packet"),
            Map.entry(130, "protocol error"),
            Map.entry(131, "the broker has a rule against it"),
            Map.entry(132, "the broker does not speak MQTT 5"),
            Map.entry(133, "the broker does not take the client id"),
            Map.entry(BAD_USER_OR_PASSWORD, "wrong user name or password"),
            Map.entry(NOT_AUTHORIZED, "not authorized"),
            Map.entry(136, "the broker is unavailable"),
            Map.entry(137, "the broker is busy"),
            Map.entry(138, "banned by the broker"),
            Map.entry(139, "the broker is shutting down"),
            Map.entry(141, "keep-alive timed out"),
            Map.entry(
                    TAKEN_OVER,
                    "another client signed in with the same client id; give each gateway its own iot_device_id"),
            Map.entry(144, "topic name invalid"),
            Map.entry(147, "too many messages at a time"),
            Map.entry(148, "topic alias invalid"),
            Map.entry(149, "packet too large"),
            Map.entry(151, "quota exceeded"),
            Map.entry(152, "ended by the broker's administrator"),
            Map.entry(154, "the broker does not allow retained messages"),
            Map.entry((int) MqttClientException.REASON_CODE_CLIENT_TIMEOUT, "no answer in time"),
            Map.entry((int) MqttClientException.REASON_CODE_CONNECTION_LOST, "the connection broke"),
            Map.entry((int) MqttClientException.REASON_CODE_CLIENT_NOT_CONNECTED, "the connection is gone"),
            Map.entry((int) MqttClientException.REASON_CODE_SERVER_CONNECT_ERROR, "nothing answers there"));

    private Reasons() {}

    static LinkException notConnected(Endpoint endpoint, MqttException e) {
        int code = e.getReasonCode();
        if (code == BAD_USER_OR_PASSWORD || code == NOT_AUTHORIZED) {
            return LinkException.refused(
                    "the broker at " + endpoint + " refuses: " + words(code)
                            + "; check user and passwordFile (BMS_MQTT_USER, BMS_MQTT_PASSWORD_FILE)",
                    e);
        }
        if (e.getCause() instanceof SSLHandshakeException) {
            return LinkException.refused(
                    "no TLS with " + endpoint + ": " + e.getCause().getMessage()
                            + "; if its certificate is not known here, have Java trust its issuer (keytool -importcert -cacerts)",
                    e);
        }
        String message = "no connection to " + endpoint + ": " + words(e);
        return code >= 128 && code < FIRST_OF_PAHO ? LinkException.refused(message, e) : LinkException.lost(message, e);
    }

    static LinkException lost(MqttDisconnectResponse response) {
        if (response.getException() != null) {
            return LinkException.lost(words(response.getException()), response.getException());
        }
        String words = "the broker closed the connection: " + words(response.getReturnCode());
        return response.getReturnCode() == TAKEN_OVER
                ? LinkException.refused(words, null)
                : LinkException.lost(words, null);
    }

    static String words(int code) {
        return WORDS.getOrDefault(code, "reason code " + code);
    }

    static String words(MqttException e) {
        Throwable cause = e.getCause();
        if (cause == null) {
            return words(e.getReasonCode());
        }
        String known = WORDS.get(e.getReasonCode());
        return (known == null ? "" : known + ", ")
                + cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
