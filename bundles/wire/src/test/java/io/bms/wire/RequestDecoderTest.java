// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.alarm.AlarmId;
import io.bms.api.command.Command;
import io.bms.api.command.RemoteRequest;
import io.bms.api.driver.DiscoveryRequest.Range;
import io.bms.api.driver.DiscoveryRequest.Target;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.MonitorScope;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.ReadMode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.Test;

public class RequestDecoderTest {
    /** Each has a subscription of its own; one without would be missed where a broker knows no subscription ids. */
    @Test
    public void commands_allThatTheContractNames() {
        assertEquals(
                Set.of(
                        "get_config",
                        "start_monitoring",
                        "stop_monitoring",
                        "set_value_to_point",
                        "reboot",
                        "get_history",
                        "get_alarms",
                        "acknowledge_alarm",
                        "resolve_alarm",
                        "shelve_alarm",
                        "note_alarm",
                        "subscribe_events",
                        "install_update"),
                RequestDecoder.COMMANDS);
    }

    @Test
    public void decode_subscribeEvents_namesAListAndWhatIsWanted() {
        assertEquals(
                new Command.SubscribeEvents(1003, 3, false),
                valid("subscribe_events", Golden.bytes("request-subscribe_events.json"))
                        .command());
        assertEquals(
                new Command.SubscribeEvents(1003, 0, true),
                valid("subscribe_events", "{'command_id':'c','device_id':1003,'notification_class':0}")
                        .command());
        for (String wrong : List.of(
                "'device_id':1003",
                "'notification_class':3",
                "'device_id':1003,'notification_class':4194303",
                "'device_id':1003,'notification_class':3,'entered':'no'")) {
            byte[] request =
                    ("{'command_id':'c'," + wrong + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            assertTrue(wrong, RequestDecoder.decode("subscribe_events", request) instanceof Decoded.Invalid);
        }
    }

    @Test
    public void decode_installUpdate_namesAPackageAndItsHash() {
        String hash = "0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(2);
        assertEquals(
                new Command.InstallUpdate(URI.create("https://updates.example.com/bms-gateway-0.1.1.bmsu"), hash),
                valid("install_update", Golden.bytes("request-install_update.json"))
                        .command());
        for (String wrong : List.of(
                "'sha256':'" + hash + "'",
                "'url':'https://a/b'",
                "'url':'http://a/b','sha256':'" + hash + "'",
                "'url':'https://user@a/b','sha256':'" + hash + "'",
                "'url':'file:///etc/passwd','sha256':'" + hash + "'",
                "'url':'https://a b','sha256':'" + hash + "'",
                "'url':'https://a/b','sha256':'" + hash.toUpperCase(Locale.ROOT) + "'",
                "'url':'https://a/b','sha256':''")) {
            byte[] request =
                    ("{'command_id':'c'," + wrong + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            assertTrue(wrong, RequestDecoder.decode("install_update", request) instanceof Decoded.Invalid);
        }
    }

    @Test
    public void decode_everyKeyOfGetConfig_isUnderstood() {
        RemoteRequest request = valid("get_config", Golden.bytes("request-get_config-full.json"));
        Command.GetConfig config = (Command.GetConfig) request.command();
        assertEquals(Golden.COMMAND_ID, request.commandId());
        assertEquals(Optional.of(Instant.parse("2026-01-31T08:15:00.500Z")), request.timestamp());
        assertTrue(config.discover());
        assertEquals(
                List.of(
                        new Target("10.0.0.5", OptionalInt.empty(), true),
                        new Target("10.0.0.6", OptionalInt.of(47809), true),
                        new Target("10.0.1.9", OptionalInt.empty(), false),
                        new Target("10.0.1.10", OptionalInt.empty(), false)),
                config.targets());
        assertEquals(List.of(new Range(1000, 1999)), config.ranges());
        assertEquals(List.of("plant"), config.networks());
        assertEquals(Optional.of(Duration.ofSeconds(30)), config.pollingInterval());
        assertEquals(Optional.of(MonitorScope.FLOW), config.monitor());
        assertEquals(Set.of(777), config.removeDevices());
        assertEquals(OptionalLong.of(4), config.baseRevision());
        assertEquals(
                Optional.of(List.of(
                        new MonitoringRule(
                                OptionalInt.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Duration.ofMinutes(1)),
                                OptionalDouble.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new MonitoringRule(
                                OptionalInt.of(12345),
                                Optional.of("analogInput"),
                                Optional.empty(),
                                Optional.of(Duration.ofSeconds(5)),
                                OptionalDouble.of(0.2),
                                Optional.of(ReadMode.COV),
                                Optional.empty()),
                        new MonitoringRule(
                                OptionalInt.empty(),
                                Optional.empty(),
                                Optional.of(PointId.parse("12345.binaryOutput.2")),
                                Optional.empty(),
                                OptionalDouble.empty(),
                                Optional.empty(),
                                Optional.of(false)))),
                config.monitoring());
        assertEquals(
                Set.of(PointId.parse("12345.analogInput.1")),
                config.flow().orElseThrow().points());
        assertEquals(AlarmRuleJsonTest.RULES, config.alarmRules().put());
        assertEquals(
                Set.of(new AlarmId("12345.analogInput.1.supply-low")),
                config.alarmRules().removed());
    }

    @Test
    public void decode_flow_isKeptCharacterByCharacter() {
        String flow = "{ \"nodes\" : [ ],\n\t\"edges\":[], \"zoom\": 1.50, \"name\": \"50 \\u00b0 \\\" °\" }";
        Command.GetConfig config = (Command.GetConfig) valid(
                        "get_config",
                        ("{\"a\":{\"flow_config\":1}, \"command_id\":\"c\", \"flow_config\" : " + flow
                                        + " , \"discover\":false}")
                                .getBytes(StandardCharsets.UTF_8))
                .command();
        assertEquals(flow, config.flow().orElseThrow().json());
    }

    @Test
    public void decode_smallestGetConfig_discoversByBroadcast() {
        RemoteRequest request = valid("get_config", Golden.bytes("request-get_config-smallest.json"));
        assertEquals(Command.GetConfig.discover(List.of()), request.command());
        assertEquals(Optional.empty(), request.timestamp());
    }

    @Test
    public void decode_getHistory_isUnderstood() {
        PointId analog = PointId.parse("12345.analogInput.1");
        Instant from = Instant.parse("2026-01-30T08:15:00Z");
        assertEquals(
                new Command.GetHistory(
                        List.of(analog, PointId.parse("12345.binaryInput.2")),
                        from,
                        Optional.of(Instant.parse("2026-01-31T08:15:00Z")),
                        new Command.GetHistory.Form.Samples(500, Optional.of("0.1769760900000.1"))),
                valid("get_history", Golden.bytes("request-get_history.json")).command());
        assertEquals(
                new Command.GetHistory(
                        List.of(analog), from, Optional.empty(), new Command.GetHistory.Form.Buckets(1000)),
                valid("get_history", Golden.bytes("request-get_history-buckets.json"))
                        .command());
        assertEquals(
                new Command.GetHistory(
                        List.of(analog),
                        from,
                        Optional.empty(),
                        new Command.GetHistory.Form.Samples(1000, Optional.empty())),
                valid("get_history", Golden.bytes("request-get_history-smallest.json"))
                        .command());
    }

    @Test
    public void decode_otherCommands_areUnderstood() {
        assertEquals(
                new Command.StartMonitoring(),
                valid("start_monitoring", Golden.bytes("request-start_monitoring.json"))
                        .command());
        assertEquals(
                new Command.StopMonitoring(),
                valid("stop_monitoring", Golden.bytes("request-stop_monitoring.json"))
                        .command());
        assertEquals(
                new Command.Reboot(Duration.ofSeconds(5)),
                valid("reboot", Golden.bytes("request-reboot.json")).command());
        assertEquals(
                new Command.Reboot(Duration.ofSeconds(1)),
                valid("reboot", "{'command_id':'c'}").command());
        PointId point = PointId.parse("12345.analogOutput.1");
        assertEquals(
                new Command.SetValueToPoint(point, new PointValue.Double(21.5), 10),
                valid("set_value_to_point", Golden.bytes("request-set_value_to_point.json"))
                        .command());
        assertEquals(
                new Command.SetValueToPoint(point, PointValue.NULL, 8),
                valid("set_value_to_point", Golden.bytes("request-set_value_to_point-relinquish.json"))
                        .command());
        assertEquals(
                new Command.SetValueToPoint(point, new PointValue.Double(21.5), 8, true, Optional.empty()),
                valid("set_value_to_point", Golden.bytes("request-set_value_to_point-preview.json"))
                        .command());
        assertEquals(
                new Command.SetValueToPoint(
                        point, new PointValue.Double(21.5), 8, false, Optional.of(Duration.ofMinutes(15))),
                valid("set_value_to_point", Golden.bytes("request-set_value_to_point-release_after.json"))
                        .command());
    }

    @Test
    public void decode_value_keepsItsType() {
        assertEquals(new PointValue.Integer(20), written("20"));
        assertEquals(new PointValue.Double(20), written("20.0"));
        assertEquals(new PointValue.Double(2000), written("2e3"));
        assertEquals(new PointValue.Integer(Long.MIN_VALUE), written("-9223372036854775808"));
        assertEquals(new PointValue.Bool(true), written("true"));
        assertEquals(new PointValue.Text("20"), written("'20'"));
    }

    @Test
    public void decode_refusedRequests_sayWhatToChange() {
        for (JsonNode refused : Golden.json("refused.json")) {
            String about = refused.get("about").textValue();
            Decoded decoded = RequestDecoder.decode(
                    refused.get("name").textValue(),
                    refused.get("payload").textValue().getBytes(StandardCharsets.UTF_8));
            assertTrue(about + " is refused", decoded instanceof Decoded.Invalid);
            Decoded.Invalid invalid = (Decoded.Invalid) decoded;
            assertEquals(
                    about,
                    refused.get("code").textValue(),
                    invalid.failure().code().wireName());
            assertTrue(
                    about + ": " + invalid.failure().message(),
                    invalid.failure().message().contains(refused.get("says").textValue()));
            assertEquals(about, Optional.ofNullable(refused.get("command_id").textValue()), invalid.commandId());
        }
    }

    @Test
    public void decode_twoMebibytes_areRefusedToTheirSender() {
        byte[] payload =
                ("{\"filler\":\"" + "x".repeat(2 << 20) + "\",\"command_id\":\"c\"}").getBytes(StandardCharsets.UTF_8);
        Decoded.Invalid invalid = (Decoded.Invalid) RequestDecoder.decode("reboot", payload);
        assertEquals(Optional.of("c"), invalid.commandId());
        assertTrue(invalid.failure().message(), invalid.failure().message().contains("at most 1048576"));
    }

    @Test
    public void decode_hostilePayloads_areRefused() {
        byte[] nested = ("{\"command_id\":\"c\",\"x\":" + "[".repeat(50_000)).getBytes(StandardCharsets.UTF_8);
        assertTrue(RequestDecoder.decode("reboot", nested) instanceof Decoded.Invalid);
        byte[] latin1 = "{\"command_id\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(RequestDecoder.decode("reboot", latin1) instanceof Decoded.Invalid);
        byte[] utf16 = "{\"command_id\":\"c\"}".getBytes(StandardCharsets.UTF_16LE);
        assertTrue(RequestDecoder.decode("reboot", utf16) instanceof Decoded.Invalid);
        valid("reboot", "{'command_id':'c','x':1e999999999}");
    }

    @Test
    public void decode_blocks_leaveOutWhatNoHostHas() {
        assertEquals(254, targets("'10.0.0.77/24'").size());
        assertEquals("10.0.0.1", targets("'10.0.0.77/24'").get(0).host());
        assertEquals(2, targets("'10.0.0.0/31'").size());
        assertEquals(List.of(new Target("10.0.0.9", OptionalInt.empty(), false)), targets("'10.0.0.9/32'"));
        assertEquals(4094, targets("'10.0.0.0/20'").size());
    }

    @Test
    public void decode_addressNamedTwice_isAskedOnceAndExpected() {
        assertEquals(
                List.of(
                        new Target("10.0.0.1", OptionalInt.empty(), false),
                        new Target("10.0.0.2", OptionalInt.empty(), true)),
                targets("'10.0.0.0/30','10.0.0.2'"));
    }

    @Test
    public void digest_ofTheSameMeaning_isTheSame() {
        String digest = valid(
                        "set_value_to_point",
                        "{'command_id':'c','point_id':'1.analogValue.1','value':20,'x':{'a':1,'b':[1,2]}}")
                .digest();
        assertEquals(
                digest,
                valid(
                                "set_value_to_point",
                                "{ 'x':{'b':[1,2.0],'a':1e0}, 'value':20.0,\n 'timestamp':'2026-01-31T08:15:00Z',"
                                        + " 'point_id':'1.analogV\\u0061lue.1','command_id':'c' }")
                        .digest());
    }

    @Test
    public void digest_ofAnotherMeaning_isAnother() {
        String digest = valid("get_config", "{'command_id':'c','x':['a','b']}").digest();
        assertNotEquals(
                digest, valid("get_config", "{'command_id':'c','x':['b','a']}").digest());
        assertNotEquals(
                digest, valid("get_config", "{'command_id':'c','x':['ab']}").digest());
        assertNotEquals(
                digest, valid("get_config", "{'command_id':'c','x':{'a':'b'}}").digest());
        assertNotEquals(
                digest, valid("get_config", "{'command_id':'d','x':['a','b']}").digest());
    }

    private static List<Target> targets(String addresses) {
        return ((Command.GetConfig) valid("get_config", "{'command_id':'c','ip_addresses':[" + addresses + "]}")
                        .command())
                .targets();
    }

    private static PointValue written(String value) {
        return ((Command.SetValueToPoint) valid(
                                "set_value_to_point",
                                "{'command_id':'c','point_id':'1.analogValue.1','value':" + value + "}")
                        .command())
                .value();
    }

    private static RemoteRequest valid(String name, String singleQuoted) {
        return valid(name, singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static RemoteRequest valid(String name, byte[] payload) {
        Decoded decoded = RequestDecoder.decode(name, payload);
        assertTrue(decoded.toString(), decoded instanceof Decoded.Valid);
        return ((Decoded.Valid) decoded).request();
    }
}
