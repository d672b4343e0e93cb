// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.command.RemoteRequest;
import io.bms.api.command.RemoteRequest.Sender;
import io.bms.mqtt.link.Incoming;
import io.bms.mqtt.link.Incoming.Proof;
import io.bms.wire.Decoded;
import io.bms.wire.RequestDecoder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public final class SendersTest {
    private static final String TOPIC = "iot/global/o/s/d/command/reboot/request";
    private static final String DATED = "{\"command_id\":\"c\",\"timestamp\":\"2026-01-31T08:15:00Z\"}";
    private static final byte[] CODE = {1, 2, 3};

    private final Senders senders = Senders.unknownToBroker(Optional.of(Role.OPERATOR));

    private static Senders.Judged judge(Senders senders, String command, String payload, Optional<Proof> proof) {
        RemoteRequest request = ((Decoded.Valid) RequestDecoder.decode(command, payload.getBytes(UTF_8))).request();
        return senders.judge(
                request,
                new Incoming(
                        TOPIC.replace("reboot", command),
                        payload.getBytes(UTF_8),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.of(new Sender("claimed")),
                        proof,
                        () -> {}));
    }

    private static Optional<ErrorCode> refused(Senders.Judged judged) {
        return judged.refusal().map(Failure::code);
    }

    private static Optional<Proof> proof(String key, byte[] code) {
        return Optional.of(new Proof(key, HexFormat.of().formatHex(code)));
    }

    /** The account engine has the token abc, and signs with {@link #CODE} what it should. */
    private void know(String topic, String payload) {
        senders.proofs((token, message, code) -> {
            boolean right = token.equals("abc")
                    && Arrays.equals(message, (topic + "\n" + payload).getBytes(UTF_8))
                    && Arrays.equals(code, CODE);
            return right ? Optional.of(new Account("engine", Role.ADMIN)) : Optional.empty();
        });
    }

    @Test
    public void judge_atTheGatewaysOwnBroker_isWhoeverTheBrokerSays() {
        Senders.Judged judged = judge(Senders.toldByBroker(), "reboot", DATED, proof("abc", CODE));
        assertEquals(Optional.of("claimed"), judged.request().account());
        assertEquals(Optional.empty(), judged.refusal());
    }

    @Test
    public void judge_withoutAProof_isNobodyAndMayWhatTheRoleMay() {
        Senders.Judged allowed = judge(senders, "start_monitoring", DATED, Optional.empty());
        assertEquals(Optional.empty(), allowed.refusal());
        assertEquals(Optional.empty(), allowed.request().sender());
        for (String command : List.of("reboot", "get_config")) {
            assertEquals(Optional.of(ErrorCode.DENIED), refused(judge(senders, command, DATED, Optional.empty())));
        }
        Senders all = Senders.unknownToBroker(Optional.of(Role.ADMIN));
        assertEquals(Optional.empty(), refused(judge(all, "reboot", DATED, Optional.empty())));
        Failure nothing = judge(Senders.unknownToBroker(Optional.empty()), "start_monitoring", DATED, Optional.empty())
                .refusal()
                .orElseThrow();
        assertTrue(
                nothing.message(), nothing.message().contains("nothing is carried out; prove the sender by a token"));
    }

    @Test
    public void judge_withAProof_isTheTokensAccount() {
        know(TOPIC, DATED);
        Senders.Judged judged = judge(senders, "reboot", DATED, proof("abc", CODE));
        assertEquals(Optional.empty(), judged.refusal());
        assertEquals(Optional.of("engine"), judged.request().account());
    }

    @Test
    public void judge_withAProofThatFails_isRefusedEvenWhereNoneIsNeeded() {
        know(TOPIC, DATED);
        for (Optional<Proof> bad : List.of(
                proof("other", CODE),
                proof("abc", new byte[] {1, 2, 4}),
                Optional.of(new Proof("abc", "no hex")),
                Optional.of(new Proof("", "")))) {
            assertEquals(Optional.of(ErrorCode.DENIED), refused(judge(senders, "reboot", DATED, bad)));
        }
        assertEquals(
                "signed for another command",
                Optional.of(ErrorCode.DENIED),
                refused(judge(senders, "start_monitoring", DATED, proof("abc", CODE))));
        Senders without = Senders.unknownToBroker(Optional.of(Role.ADMIN));
        assertEquals(Optional.of(ErrorCode.DENIED), refused(judge(without, "reboot", DATED, proof("abc", CODE))));
    }

    @Test
    public void judge_aProofThatCouldBeSentAgainLater_isRefused() {
        String undated = "{\"command_id\":\"c\"}";
        know(TOPIC, undated);
        assertEquals(
                Optional.of(ErrorCode.INVALID_REQUEST), refused(judge(senders, "reboot", undated, proof("abc", CODE))));
    }
}
