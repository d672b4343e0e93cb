// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import io.bms.tls.TlsFiles;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;

/** MQTT 5 reason codes (OASIS MQTT 5.0, 2.4), Paho's own, and what a network fails of, in words for an operator. */
public final class Reasons {
    static final int BAD_USER_OR_PASSWORD = 134;
    static final int NOT_AUTHORIZED = 135;
    public static final int PACKET_TOO_LARGE = 149;
    public static final int NO_RETAIN = 154;
    public static final int NO_SUCH_QOS = 155;

    public static final int NO_WILDCARDS = 162;

    private static final int CLIENT_ID = 133;
    private static final int TAKEN_OVER = 142;
    private static final int USE_ANOTHER = 156;
    private static final int MOVED = 157;
    private static final int LONGEST_REASON = 200;

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(0, "it is going down"),
            Map.entry(128, "unspecified error; the broker's log may say more"),
            Map.entry(129, "malformed packet"),
            Map.entry(130, "protocol error"),
            Map.entry(131, "the broker has a rule against it; its log may say which"),
            Map.entry(132, "the broker does not speak MQTT 5; use one that does"),
            Map.entry(CLIENT_ID, "the broker does not take the client id; allow iot_supervisor_ and the iot_device_id"),
            Map.entry(BAD_USER_OR_PASSWORD, "wrong user name or password"),
            Map.entry(NOT_AUTHORIZED, "not authorized; give the account the right to it at the broker"),
            Map.entry(136, "the broker is unavailable"),
            Map.entry(137, "the broker is busy"),
            Map.entry(138, "banned by the broker; lift the ban there"),
            Map.entry(139, "the broker is shutting down"),
            Map.entry(140, "bad authentication method"),
            Map.entry(141, "keep-alive timed out"),
            Map.entry(
                    TAKEN_OVER,
                    "another client signed in with the same client id; give each gateway its own iot_device_id"),
            Map.entry(143, "topic filter invalid; the broker has a rule against it"),
            Map.entry(144, "topic name invalid; the broker has a rule against it"),
            Map.entry(145, "packet identifier in use"),
            Map.entry(146, "packet identifier not found"),
            Map.entry(147, "too many messages at a time"),
            Map.entry(148, "topic alias invalid"),
            Map.entry(PACKET_TOO_LARGE, "packet too large; raise the broker's limit"),
            Map.entry(150, "messages come too fast; raise the broker's limit"),
            Map.entry(151, "quota exceeded; raise it at the broker"),
            Map.entry(152, "ended by the broker's administrator"),
            Map.entry(153, "payload format invalid; the broker expects another format on this topic"),
            Map.entry(NO_RETAIN, "the broker does not allow retained messages"),
            Map.entry(NO_SUCH_QOS, "the broker does not allow this QoS"),
            Map.entry(USE_ANOTHER, "use another broker for now"),
            Map.entry(MOVED, "the broker has moved; set its new address as host in io.bms.mqtt.cfg"),
            Map.entry(158, "the broker does not allow shared subscriptions"),
            Map.entry(159, "too many connections in a short time; raise the broker's limit"),
            Map.entry(160, "the broker ends each connection after a time that is set there"),
            Map.entry(161, "the broker does not allow subscription identifiers"),
            Map.entry(NO_WILDCARDS, "the broker does not allow wildcards in subscriptions"),
            Map.entry((int) MqttClientException.REASON_CODE_CLIENT_TIMEOUT, "no answer in time"),
            Map.entry((int) MqttClientException.REASON_CODE_WRITE_TIMEOUT, "no answer in time"),
            Map.entry((int) MqttClientException.REASON_CODE_CONNECTION_LOST, "the connection broke"),
            Map.entry((int) MqttClientException.REASON_CODE_CLIENT_NOT_CONNECTED, "the connection is gone"));

    private Reasons() {}

    static LinkException notConnected(BrokerEndpoint endpoint, MqttException e) {
        if (e.getCause() instanceof ConnectRefusedException answer) {
            return notConnected(endpoint, answer);
        }
        if (e.getCause() instanceof SSLException tls) {
            return LinkException.refused("no TLS with " + endpoint + ": " + words(tls), e);
        }
        return LinkException.lost("no connection to " + endpoint + ": " + words(endpoint, e), e);
    }

    private static LinkException notConnected(BrokerEndpoint endpoint, ConnectRefusedException answer) {
        int code = answer.code();
        if (code == BAD_USER_OR_PASSWORD || code == NOT_AUTHORIZED) {
            return LinkException.refused(
                            "the broker at " + endpoint + " refuses: " + answer.getMessage()
                                    + "; check user and passwordFile (BMS_MQTT_USER, BMS_MQTT_PASSWORD_FILE)",
                            answer)
                    .with(code);
        }
        return LinkException.refused("no connection to " + endpoint + ": " + answer.getMessage(), answer)
                .with(code);
    }

    /** What keeps two from speaking TLS, and what to change. */
    private static String words(SSLException tls) {
        Throwable root = root(tls);
        if (root instanceof CertificateExpiredException) {
            return "its certificate has expired (" + root.getMessage() + "); renew it at the broker, or set this clock";
        }
        if (root instanceof CertificateNotYetValidException) {
            return "its certificate is not valid yet (" + root.getMessage() + "); set the clock of this machine";
        }
        if (chain(tls).anyMatch(Reasons::isOfTheIssuer)) {
            return "the issuer of its certificate is not known here; set caFile (BMS_MQTT_CA_FILE) to the PEM file of the"
                    + " issuer's";
        }
        if (chain(tls).anyMatch(CertificateException.class::isInstance)) {
            return "its certificate is for another name (" + root.getMessage()
                    + "); set host to the name that it is for";
        }
        if (root instanceof EOFException
                || String.valueOf(tls.getMessage()).startsWith("Unsupported or unrecognized")) {
            return "it does not speak TLS at this port; set the port that does, or tls = false (BMS_MQTT_TLS)";
        }
        return root.getMessage() + "; compare the TLS versions and certificates of both sides";
    }

    private static String words(BrokerEndpoint endpoint, MqttException e) {
        Throwable root = root(e);
        if (root instanceof UnknownHostException) {
            return "nobody knows the host name " + endpoint.host()
                    + "; check host (BMS_MQTT_HOST) and this machine's DNS";
        }
        if (root instanceof ConnectException) {
            return "nothing answers there (" + root.getMessage() + "); check host and port, and that the broker runs";
        }
        if (root instanceof NoRouteToHostException) {
            return "no way leads there (" + root.getMessage() + "); check the network and its firewalls";
        }
        if (root instanceof SocketTimeoutException
                || e.getReasonCode() == MqttClientException.REASON_CODE_CLIENT_TIMEOUT) {
            return "no answer in time; check host, port and firewalls";
        }
        // In TLS 1.3 a client is through with its handshake before the other looks at its certificate.
        if (endpoint.tls().flatMap(TlsFiles::certificateFile).isPresent()
                && (root instanceof EOFException || root instanceof SocketException)) {
            return "it closed the connection when it had seen the gateway's certificate; look whether that has ended, is"
                    + " of another issuer than it takes, or was revoked: its log may say which";
        }
        if (root instanceof EOFException) {
            return "it closed the connection without an answer; check that it is an MQTT 5 broker and that its port is"
                    + " one "
                    + (endpoint.tls().isPresent() ? "with" : "without") + " TLS";
        }
        return words(e);
    }

    private static boolean isOfTheIssuer(Throwable e) {
        return e instanceof CertPathBuilderException || e instanceof CertPathValidatorException;
    }

    private static Stream<Throwable> chain(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
    }

    private static Throwable root(Throwable e) {
        return chain(e).reduce(e, (outer, inner) -> inner);
    }

    static LinkException lost(MqttDisconnectResponse response) {
        if (response.getException() != null) {
            return LinkException.lost(words(response.getException()), response.getException());
        }
        int code = AckRepair.codes(response.getUserProperties()).stream()
                .findFirst()
                .orElse(response.getReturnCode());
        String words =
                "the broker closed the connection: " + words(code, Optional.ofNullable(response.getReasonString()))
                        + Optional.ofNullable(response.getServerReference())
                                .map(Reasons::reference)
                                .orElse("");
        return (code == TAKEN_OVER ? LinkException.refused(words, null) : LinkException.lost(words, null)).with(code);
    }

    /** Where the broker says to go. */
    static String reference(String other) {
        return "; it names " + quoted(other);
    }

    public static String words(int code) {
        return WORDS.getOrDefault(code, "reason code " + code);
    }

    /** @param reasonString the broker's own words */
    public static String words(int code, Optional<String> reasonString) {
        return words(code) + reasonString.map(own -> " (" + quoted(own) + ")").orElse("");
    }

    /** Somebody else's words: bounded, and of one line. */
    static String quoted(String text) {
        String line = text.codePoints()
                .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
                .limit(LONGEST_REASON)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "\"" + line + "\"";
    }

    public static String words(MqttException e) {
        Throwable cause = e.getCause();
        if (cause == null) {
            return words(e.getReasonCode());
        }
        String known = WORDS.get(e.getReasonCode());
        return (known == null ? "" : known + ", ")
                + cause.getClass().getSimpleName()
                + Optional.ofNullable(cause.getMessage())
                        .map(message -> ": " + message)
                        .orElse("");
    }
}
