// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bms.admin.Api.Caller;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.EventState.Transition;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.testkit.Devices;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whom devices tell of their events, from outside. */
public final class RecipientsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;
    private Caller operator;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        api.site.preset(Devices.site(Devices.device(1002, 1, Duration.ofSeconds(1))));
        operator = api.new Caller();
        operator.signIn("operator", "other one");
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    @Test
    public void recipients_ofADevice_areToldWithWhomTheyLeadTo() throws Exception {
        EventRecipient entry = new EventRecipient(
                "00", "device 77", true, 5, true, Set.of(Transition.TO_FAULT, Transition.TO_OFFNORMAL), "always");
        api.monitoring.recipients(new RecipientsOutcome.Known(List.of(
                new NotificationClass(
                        3,
                        Optional.of("Fires"),
                        List.of(10, 20, 200),
                        Set.of(Transition.TO_FAULT),
                        List.of(entry),
                        Optional.empty()),
                new NotificationClass(
                        4,
                        Optional.empty(),
                        List.of(),
                        Set.of(),
                        List.of(),
                        Optional.of(new Failure(ErrorCode.DEVICE_ERROR, "no such object"))))));
        assertEquals(
                new ObjectMapper()
                        .readTree(
                                "{\"device_id\":1002,\"notification_classes\":["
                                        + "{\"notification_class\":3,\"name\":\"Fires\",\"priorities\":[10,20,200],"
                                        + "\"ack_required\":[\"to_fault\"],\"recipients\":[{\"to\":\"device 77\",\"here\":true,"
                                        + "\"process\":5,\"confirmed\":true,\"times\":\"always\",\"changes\":[\"to_offnormal\",\"to_fault\"]}]},"
                                        + "{\"notification_class\":4,\"ack_required\":[],"
                                        + "\"error\":{\"code\":\"device_error\",\"message\":\"no such object\"},\"recipients\":[]}]}"),
                operator.get("/devices/1002/recipients?class=3&class=4").json());
    }

    @Test
    public void subscribe_needsTheRightToConfigure_andIsACommand() throws Exception {
        assertEquals(403, operator.call("PUT", "/devices/1002/recipients/3", "").status());
        Caller admin = api.new Caller();
        admin.signIn("admin", "right one");
        api.commands.answer(
                new CommandResult.EventsSubscribed(CommandResult.EventsSubscribed.State.ENTERED, List.of()));
        assertEquals(
                new ObjectMapper().readTree("{\"status\":\"success\",\"state\":\"entered\"}"),
                admin.call("PUT", "/devices/1002/recipients/3", "").json());
        api.commands.answer(
                new CommandResult.EventsSubscribed(CommandResult.EventsSubscribed.State.PENDING, List.of()));
        assertEquals(
                "pending",
                admin.call("DELETE", "/devices/1002/recipients/3", "")
                        .json()
                        .get("state")
                        .textValue());
        assertEquals(
                List.of(new Command.SubscribeEvents(1002, 3, true), new Command.SubscribeEvents(1002, 3, false)),
                api.commands.asked());
        assertEquals(404, admin.call("PUT", "/devices/9/recipients/3", "").status());
        assertEquals(400, admin.call("PUT", "/devices/1002/recipients/x", "").status());
        assertEquals(405, admin.call("POST", "/devices/1002/recipients/3", "").status());
    }

    @Test
    public void recipients_ofADeviceThatIsNotThere_orOfNoClass_areRefused() throws Exception {
        for (String path : List.of("/devices/9/recipients", "/devices/1002", "/devices/1002/nothing")) {
            assertEquals(path, 404, operator.get(path).status());
        }
        for (String odd : List.of("x", "-1", "4194303", "99999999")) {
            assertEquals(
                    odd,
                    400,
                    operator.get("/devices/1002/recipients?class=" + odd).status());
        }
        api.monitoring.recipients(
                new RecipientsOutcome.Refused(new Failure(ErrorCode.DEVICE_TIMEOUT, "device 1002 gives no answer")));
        assertEquals(
                "Device 1002 gives no answer.",
                operator.get("/devices/1002/recipients").json().get("detail").textValue());
    }
}
