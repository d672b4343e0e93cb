// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.alarm.AlarmId;
import io.bms.api.point.PointId;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class TopicsTest {
    private final Topics topics = new Topics(Golden.IDENTITY);
    private final JsonNode golden = Golden.json("topics.json");

    @Test
    public void topics_ofAnIdentity_areThoseOfTheContract() {
        PointId point = PointId.parse(golden.get("point_id").textValue());
        assertEquals(golden.get("base").textValue(), topics.base());
        assertEquals(golden.get("request").textValue(), topics.request("set_value_to_point"));
        assertEquals(golden.get("response").textValue(), topics.response("set_value_to_point"));
        assertEquals(golden.get("request_filter").textValue(), topics.requestFilter());
        assertEquals(golden.get("progress").textValue(), topics.progress());
        assertEquals(golden.get("status").textValue(), topics.status());
        assertEquals(golden.get("heartbeat").textValue(), topics.heartbeat());
        assertEquals(golden.get("bulk").textValue(), topics.bulk());
        assertEquals(golden.get("point").textValue(), topics.point(point));
        AlarmId alarm = new AlarmId(golden.get("alarm_id").textValue());
        assertEquals(golden.get("alarm").textValue(), topics.alarm(alarm));
        assertEquals(golden.get("alarm_event").textValue(), topics.alarmEvent());
        assertEquals(golden.get("audit_checkpoint").textValue(), topics.auditCheckpoint());
        assertEquals(golden.get("software").textValue(), topics.software());
        assertEquals(golden.get("alarm_summary").textValue(), topics.alarmSummary());
        assertEquals(
                Map.of(
                        golden.get("site_acknowledge").textValue(), "acknowledge_alarm",
                        golden.get("site_resolve").textValue(), "resolve_alarm"),
                topics.siteRequests());
        assertEquals(golden.get("retained_filter").textValue(), topics.retainedFilter());
    }

    @Test
    public void command_ofARequestTopic_isItsName() {
        assertEquals(Optional.of("reboot"), topics.command(topics.request("reboot")));
        assertEquals(Optional.of("self_destruct"), topics.command(topics.request("self_destruct")));
    }

    @Test
    public void command_ofAnyOtherTopic_isEmpty() {
        assertEquals(Optional.empty(), topics.command(topics.response("reboot")));
        assertEquals(Optional.empty(), topics.command(topics.base() + "/command/request"));
        assertEquals(Optional.empty(), topics.command(topics.base() + "/command//request"));
        assertEquals(Optional.empty(), topics.command(topics.request("a/b")));
        assertEquals(Optional.empty(), topics.command("iot/global/acme/hq/gw-2/command/reboot/request"));
    }

    @Test
    public void pointOf_pointTopic_isThePoint() {
        PointId point = PointId.parse("7.binaryValue.3");
        assertEquals(Optional.of(point), topics.pointOf(topics.point(point)));
    }

    @Test
    public void pointOf_anyOtherTopic_isEmpty() {
        assertEquals(Optional.empty(), topics.pointOf(topics.status()));
        assertEquals(Optional.empty(), topics.pointOf(topics.base() + "/8/7.binaryValue.3"));
        assertEquals(Optional.empty(), topics.pointOf(topics.base() + "/7/007.binaryValue.3"));
        assertEquals(Optional.empty(), topics.pointOf("7.binaryValue.3"));
    }

    @Test
    public void alarmOf_alarmTopic_isTheAlarm_andOfNoOther() {
        AlarmId alarm = new AlarmId("gateway.disk_full");
        assertEquals(Optional.of(alarm), topics.alarmOf(topics.alarm(alarm)));
        assertEquals(Optional.empty(), topics.alarmOf(topics.alarmEvent()));
        assertEquals(Optional.empty(), topics.alarmOf(topics.base() + "/alarm/"));
        assertEquals(Optional.empty(), topics.alarmOf(topics.base() + "/alarm/a/b"));
        assertEquals(Optional.empty(), topics.alarmOf("iot/global/acme/hq/gw-2/alarm/1002.device"));
    }

    @Test
    public void isReply_topicsOfTheGoldenFile_areToldApart() {
        golden.get("replies").forEach(topic -> assertTrue(topic.asText(), topics.isReply(topic.textValue())));
        golden.get("not_replies").forEach(topic -> assertFalse(topic.asText(), topics.isReply(topic.textValue())));
    }
}
