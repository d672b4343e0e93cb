// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import io.bms.api.account.TopicGrants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.Test;

public class TopicTableTest {
    private static final String B = "iot/global/org/site/gw";
    private static final List<String> COMMANDS = List.of(
            "get_history",
            "get_alarms",
            "set_value_to_point",
            "start_monitoring",
            "stop_monitoring",
            "acknowledge_alarm",
            "resolve_alarm",
            "shelve_alarm",
            "note_alarm",
            "get_config",
            "subscribe_events",
            "reboot",
            "install_update");
    /** What the gateway says; docs/wire.md, "Topics". */
    private static final List<String> OF_GATEWAY = List.of(
            B + "/command/set_value_to_point/response",
            B + "/command/get_config/progress",
            B + "/reply/me",
            B + "/status/update",
            B + "/status/heartbeat",
            B + "/status/alarms",
            B + "/status/audit",
            B + "/status/software",
            B + "/alarm/1001.device",
            B + "/alarm_event",
            B + "/bulk",
            B + "/1001/1001.analogInput.1",
            "iot/global/org/site/alert-management/reply/me",
            "iot/global/org/site/alert-management/1",
            "iot/anything");

    @Test
    public void table_isThatOfTheDocumentation() throws IOException {
        String documented = Files.readString(Path.of("../../docs/security.md"));
        for (String row : TopicTable.rows()) {
            assertTrue("docs/security.md lacks the row\n" + row, documented.contains(row + "\n"));
        }
        long rows = documented
                .lines()
                .filter(line -> line.matches("\\| `[a-z_]+` \\| .* \\| .* \\| .* \\|"))
                .count();
        assertEquals("docs/security.md has rows of its own", TopicTable.rows().size(), rows);
    }

    @Test
    public void publish_whatTheGatewaySays_isNobodyElses() {
        for (Role role : Role.values()) {
            Account account = role == Role.SERVICE ? service(List.of("apps/#"), List.of()) : new Account("me", role);
            for (String topic : OF_GATEWAY) {
                assertFalse(role + " " + topic, of(account).mayPublish(topic));
            }
        }
    }

    @Test
    public void publish_request_takesTheRightForIt() {
        assertRequests(Role.VIEWER, 0);
        assertRequests(Role.OPERATOR, 9);
        assertRequests(Role.INTEGRATOR, 11);
        assertRequests(Role.ADMIN, 13);
        assertTrue("an unknown one is answered", of(Role.ADMIN).mayPublish(B + "/command/dance/request"));
        assertFalse(of(Role.INTEGRATOR).mayPublish(B + "/command/dance/request"));
        assertFalse(of(Role.ADMIN).mayPublish(B + "/command/a/b/request"));
        assertFalse(of(Role.ADMIN).mayPublish("x/" + B + "/command/reboot/request"));
    }

    @Test
    public void publish_requestToAllGateways_takesTheRightForIt() {
        for (String request : List.of("acknowledge", "resolve")) {
            String topic = "iot/global/org/site/alert-management/" + request;
            assertTrue(topic, of(Role.OPERATOR).mayPublish(topic));
            assertFalse(topic, of(Role.VIEWER).mayPublish(topic));
            assertTrue("its sender is said", TopicTable.isRequest(topic));
        }
        assertFalse(of(Role.ADMIN).mayPublish("iot/global/org/site/alert-management/shelve"));
        assertFalse(TopicTable.isRequest("iot/global/org/site/alert-management/reply/me"));
        assertTrue(of(Role.OPERATOR).maySubscribe("iot/global/org/site/alert-management/reply/me/#"));
        assertFalse(of(Role.OPERATOR).maySubscribe("iot/global/org/site/alert-management/reply/other/#"));
        assertTrue(of(Role.OPERATOR).maySubscribe("iot/global/org/site/+/command/acknowledge_alarm/response"));
    }

    private static void assertRequests(Role role, int allowed) {
        for (String command : COMMANDS) {
            boolean expected = COMMANDS.indexOf(command) < allowed;
            assertEquals(role + " " + command, expected, of(role).mayPublish(B + "/command/" + command + "/request"));
            String response = B + "/command/" + command + "/response";
            assertEquals(role + " " + response, expected, of(role).maySubscribe(response));
        }
    }

    @Test
    public void subscribe_viewer_seesWhatIsAndNothingElse() {
        for (String filter : List.of(
                B + "/+/+",
                B + "/bulk",
                B + "/alarm/+",
                B + "/alarm_event",
                B + "/status/#",
                B + "/status/update",
                B + "/1001/+",
                B + "/+/1001.device.1",
                "iot/global/+/+/+/status/update",
                "$share/g/" + B + "/bulk",
                B + "/1001/1001.analogInput.1")) {
            assertTrue(filter, of(Role.VIEWER).maySubscribe(filter));
        }
        for (String filter : List.of(
                "#",
                "+/#",
                "iot/#",
                "iot/global/#",
                B + "/#",
                B + "/1001/#",
                "+/+/+/+/+/+/+",
                B + "/command/+/request",
                B + "/command/#",
                B + "/reply/me",
                B + "/reply/other",
                "$share/g/#",
                "$share/g/" + B + "/command/+/request",
                "$SYS/#",
                "apps/x",
                "/" + B + "/bulk",
                B + "/bulk/",
                B + "/command/+/response")) {
            assertFalse(filter, of(Role.VIEWER).maySubscribe(filter));
        }
    }

    @Test
    public void subscribe_reply_isItsOwnersByNameOrClientId() {
        for (String own : List.of("me", "me/1", "client-1", "client-1/x/y", "me/#")) {
            assertTrue(own, of(Role.OPERATOR).maySubscribe(B + "/reply/" + own));
        }
        for (String foreign : List.of("other", "other/1", "+/1", "#", "me2", "client-1x/y")) {
            assertFalse(foreign, of(Role.OPERATOR).maySubscribe(B + "/reply/" + foreign));
        }
    }

    @Test
    public void subscribe_admin_hearsAllButTheBrokersOwn() {
        for (String filter : List.of("#", "iot/#", B + "/#", "apps/x", "$share/g/#", B + "/command/+/request")) {
            assertTrue(filter, of(Role.ADMIN).maySubscribe(filter));
        }
        for (String filter : List.of("$SYS/#", "$share/g/$SYS/#")) {
            assertFalse(filter, of(Role.ADMIN).maySubscribe(filter));
        }
    }

    @Test
    public void service_hasItsTicksAndTopicsOnly() {
        TopicPermissions engine = of(service(List.of("apps/engine/#", "ha/+/state"), List.of("apps/+/out")));
        assertTrue(engine.mayPublish("apps/engine"));
        assertTrue(engine.mayPublish("apps/engine/a/b"));
        assertTrue(engine.mayPublish("ha/pump/state"));
        assertTrue(engine.maySubscribe("apps/x/out"));
        assertTrue(engine.maySubscribe("$share/g/apps/+/out"));
        assertTrue(engine.mayPublish(B + "/command/set_value_to_point/request"));
        for (String topic :
                List.of("apps/other", "ha/a/b/state", "ha/state", B + "/command/reboot/request", "apps/x/out")) {
            assertFalse(topic, engine.mayPublish(topic));
        }
        for (String filter : List.of("apps/#", "apps/engine/#", "apps/+/+", B + "/bulk")) {
            assertFalse(filter, engine.maySubscribe(filter));
        }
    }

    @Test
    public void subscribe_clientIdThatIsAWildcardOrTheAccountsName_hearsNobodyElse() {
        for (String id : List.of("+", "#", "a+b", "")) {
            TopicPermissions operator = TopicTable.permissions(new Account("me", Role.OPERATOR), id);
            for (String filter : List.of(B + "/reply/+/#", B + "/reply/+/+", "$share/g/" + B + "/reply/+/#")) {
                assertFalse(id + " " + filter, operator.maySubscribe(filter));
            }
        }
        TopicPermissions itself = TopicTable.permissions(new Account("me", Role.OPERATOR), "me");
        assertTrue(itself.maySubscribe(B + "/reply/me/#"));
        assertFalse(itself.maySubscribe(B + "/reply/you/#"));
    }

    private static Account service(List<String> publish, List<String> subscribe) {
        return new Account("me", Role.SERVICE, Set.of(Right.WRITE), new TopicGrants(publish, subscribe), false);
    }

    private static TopicPermissions of(Role role) {
        return of(new Account("me", role));
    }

    private static TopicPermissions of(Account account) {
        return TopicTable.permissions(account, "client-1");
    }
}
