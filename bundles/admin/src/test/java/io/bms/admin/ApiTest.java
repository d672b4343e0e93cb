// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.command.CommandResult;
import io.bms.api.command.WriteLimits;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.monitoring.Monitoring.ReadPath;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointPattern;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class ApiTest {
    private static final String IDENTITY = "{\"organization_id\":\"o\",\"site_id\":\"s\",\"iot_device_id\":\"d\"}";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;
    private Caller page;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        page = api.new Caller();
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    @Test
    public void signIn_right_givesACookieAndMqttCredentialsOfItsOwn() throws Exception {
        Reply reply = page.signIn("admin", "right one");
        String cookie = reply.header("Set-Cookie").orElseThrow();
        assertTrue(cookie, cookie.contains("; HttpOnly; SameSite=Strict"));
        assertFalse("its path is the one that the browser sees", cookie.contains("Path="));
        JsonNode mqtt = reply.json().get("mqtt");
        assertEquals("2026-01-01T00:15:00.000Z", mqtt.get("expires_at").textValue());
        assertTrue(api.accounts
                .authenticate(mqtt.get("user").textValue(), mqtt.get("password").textValue())
                .isPresent());
        assertFalse(reply.response().body().contains("right one"));
        assertEquals("admin", page.get("/session").json().get("user").textValue());
    }

    @Test
    public void signIn_wrong_isAProblem() throws Exception {
        Reply reply = page.signIn("admin", "wrong");
        assertEquals(401, reply.status());
        assertEquals(Optional.of("application/problem+json"), reply.header("Content-Type"));
        assertEquals(
                "The name or the password is wrong. Try again.",
                reply.json().get("detail").textValue());
        assertEquals(401, page.get("/session").status());
    }

    @Test
    public void signIn_locked_leavesTheTimeToTheHeader() throws Exception {
        api.accounts.lock(Duration.ofSeconds(30));
        Reply reply = page.signIn("admin", "right one");
        assertEquals(429, reply.status());
        assertEquals(Optional.of("31"), reply.header("Retry-After"));
        assertEquals(
                "Too many sign-ins failed, or are being checked, so yours was not looked at. Wait, then try again.",
                reply.json().get("detail").textValue());
    }

    @Test
    public void signIn_directoryThatDoesNotAnswer_isSaid() throws Exception {
        api.accounts.keptElsewhere("operator", false);
        Reply reply = page.signIn("operator", "other one");
        assertEquals(503, reply.status());
        assertEquals("Directory unreachable", reply.json().get("title").textValue());
        assertEquals(200, page.signIn("admin", "right one").status());
    }

    @Test
    public void signIn_again_showsWhatTheBrowserWasGivenAndIsNotLimited() throws Exception {
        page.signIn("admin", "right one");
        assertEquals(Optional.empty(), api.accounts.attempts().get(0).device());
        assertEquals("127.0.0.1", api.accounts.attempts().get(0).from().share());
        for (int i = 0; i < 20; i++) {
            assertEquals(200, page.signIn("admin", "right one").status());
        }
        assertEquals(Optional.of("device.admin"), api.accounts.attempts().get(1).device());
    }

    @Test
    public void signIn_oneTimeCode_signsInOnlyWithAPasswordChosen() throws Exception {
        String code = api.accounts.reset("operator");
        Reply first = page.signIn("operator", code);
        assertEquals(403, first.status());
        assertEquals("new_password_required", first.json().path("code").textValue());
        assertEquals(401, page.get("/session").status());
        String body = "{\"user\":\"operator\",\"password\":\"" + code + "\",\"new_password\":\"%s\"}";
        Reply refused = page.call("POST", "/session", body.formatted("short"));
        assertEquals(400, refused.status());
        assertEquals(
                "The password has 5 characters; use 8 to 256.",
                refused.json().path("detail").textValue());
        Reply chosen = page.call("POST", "/session", body.formatted("four words of mine"));
        assertEquals(200, chosen.status());
        assertEquals("operator", chosen.json().path("user").textValue());
        assertEquals(401, page.signIn("operator", code).status());
        assertEquals(200, page.signIn("operator", "four words of mine").status());
    }

    @Test
    public void secondFactor_enrolled_isAskedForBesideThePassword() throws Exception {
        page.signIn("operator", "other one");
        assertEquals(
                "{\"enrolled\":false}", page.get("/second-factor").response().body());
        assertEquals(
                403, page.call("POST", "/second-factor", "{\"password\":\"x\"}").status());
        Reply begun = page.call("POST", "/second-factor", "{\"password\":\"other one\"}");
        assertEquals(
                "{\"secret\":\"SECRET\",\"uri\":\"otpauth://totp/operator\"}",
                begun.response().body());
        assertEquals(400, page.call("PUT", "/second-factor", "{\"code\":\"1\"}").status());
        assertEquals(
                "{\"recovery_codes\":[\"recovery\"]}",
                page.call("PUT", "/second-factor", "{\"code\":\"123456\"}")
                        .response()
                        .body());
        Caller other = api.new Caller();
        Reply asked = other.signIn("operator", "other one");
        assertEquals(403, asked.status());
        assertEquals("code_required", asked.json().path("code").textValue());
        String body = "{\"user\":\"operator\",\"password\":\"other one\",\"code\":\"%s\"}";
        assertEquals(
                401, other.call("POST", "/session", body.formatted("000000")).status());
        assertEquals(
                200, other.call("POST", "/session", body.formatted("123456")).status());
        assertEquals(
                "who is signed in shows the password alone",
                204,
                page.call("DELETE", "/second-factor", "{\"password\":\"other one\"}")
                        .status());
        assertEquals(200, other.signIn("operator", "other one").status());
    }

    @Test
    public void signIn_hugeName_isRefusedBeforeItIsReadOrChecked() throws Exception {
        assertEquals(413, page.signIn("x".repeat(1_000_000), "right one").status());
        assertEquals(List.of(), api.accounts.attempts());
    }

    @Test
    public void signIn_withMqttCredentials_isRefused() throws Exception {
        JsonNode mqtt = page.signIn("admin", "right one").json().get("mqtt");
        assertEquals(
                401,
                api.new Caller()
                        .signIn(
                                mqtt.get("user").textValue(),
                                mqtt.get("password").textValue())
                        .status());
    }

    @Test
    public void signIn_formEncoded_isRefused() throws Exception {
        assertEquals(415, page.call("POST", "/session", "").status());
    }

    @Test
    public void signIn_tooOftenFromOneAddress_isSlowedDown() throws Exception {
        api.seenFrom("192.0.2.1");
        for (int i = 0; i < 10; i++) {
            assertEquals(401, page.signIn("nobody" + i, "wrong").status());
        }
        assertEquals(429, page.signIn("admin", "right one").status());
        api.clock.advance(Duration.ofSeconds(5));
        assertEquals(200, page.signIn("admin", "right one").status());
    }

    @Test
    public void signIn_oftenOnThisMachine_isLeftToTheBudgetOfTheChecks() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertEquals(401, page.signIn("nobody" + i, "wrong").status());
        }
        assertEquals(200, page.signIn("admin", "right one").status());
    }

    @Test
    public void renew_inTime_keepsUserAndPasswordButNotTheEnd() throws Exception {
        JsonNode first = page.signIn("admin", "right one").json().get("mqtt");
        api.clock.advance(Duration.ofMinutes(10));
        JsonNode second = page.call("POST", "/session/renew", "").json().get("mqtt");
        assertEquals(first.get("user"), second.get("user"));
        assertEquals(first.get("password"), second.get("password"));
        assertEquals("2026-01-01T00:25:00.000Z", second.get("expires_at").textValue());
    }

    @Test
    public void renew_afterTheCredentialsExpired_givesOthers() throws Exception {
        JsonNode first = page.signIn("admin", "right one").json().get("mqtt");
        api.clock.advance(Duration.ofMinutes(20));
        JsonNode second = page.call("POST", "/session/renew", "").json().get("mqtt");
        assertNotEquals(first.get("user"), second.get("user"));
        assertTrue(api.accounts.isAlive(second.get("user").textValue()));
    }

    @Test
    public void session_idleTooLong_ends() throws Exception {
        page.signIn("admin", "right one");
        api.clock.advance(Duration.ofHours(8).minusSeconds(1));
        assertEquals(200, page.get("/session").status());
        api.clock.advance(Duration.ofHours(8));
        assertEquals(401, page.get("/session").status());
    }

    @Test
    public void session_usedAllDay_endsAfterTwelveHoursWithItsMqttCredential() throws Exception {
        page.signIn("admin", "right one");
        JsonNode mqtt = null;
        for (int minutes = 10; minutes < 12 * 60; minutes += 10) {
            api.clock.advance(Duration.ofMinutes(10));
            if (minutes == 6 * 60) {
                restart();
            }
            mqtt = page.call("POST", "/session/renew", "").json().get("mqtt");
        }
        assertEquals("2026-01-01T12:00:00.000Z", mqtt.get("expires_at").textValue());
        api.clock.advance(Duration.ofMinutes(10));
        assertEquals(401, page.get("/session").status());
        restart();
        assertEquals(401, page.get("/session").status());
    }

    @Test
    public void restart_pageGoesOn_withTheSameTokenAndOtherCredentials() throws Exception {
        String before =
                page.signIn("admin", "right one").json().get("mqtt").get("user").textValue();
        restart();
        assertEquals("admin", page.get("/session").json().get("user").textValue());
        Reply renewed = page.call("POST", "/session/renew", "");
        assertEquals(200, renewed.status());
        assertNotEquals(before, renewed.json().get("mqtt").get("user").textValue());
    }

    @Test
    public void restart_afterSignOutPasswordOrIdleness_pageSignsInAgain() throws Exception {
        Caller out = api.new Caller();
        Caller operator = api.new Caller();
        out.signIn("admin", "right one");
        page.signIn("admin", "right one");
        operator.signIn("operator", "other one");
        out.call("DELETE", "/session", "");
        api.accounts.setPassword("admin", "set by the shell");
        out = out.movedTo(restart());
        assertEquals(401, page.get("/session").status());
        assertEquals(401, out.get("/session").status());
        operator = operator.movedTo(api);
        assertEquals(200, operator.get("/session").status());
        api.clock.advance(Duration.ofHours(8));
        operator = operator.movedTo(restart());
        assertEquals(401, operator.get("/session").status());
    }

    private Api restart() throws Exception {
        api.close();
        api.accounts.forgetIssued();
        api = new Api(folder.getRoot().toPath(), api.clock, api.accounts);
        page = page.movedTo(api);
        return api;
    }

    @Test
    public void signOut_endsSessionAndCredentials() throws Exception {
        JsonNode mqtt = page.signIn("admin", "right one").json().get("mqtt");
        assertEquals(204, page.call("DELETE", "/session", "").status());
        assertEquals(401, page.get("/session").status());
        assertFalse(api.accounts.isAlive(mqtt.get("user").textValue()));
    }

    @Test
    public void write_withoutTheToken_isRefused() throws Exception {
        page.signIn("admin", "right one");
        for (Optional<String> token : List.of(Optional.<String>empty(), Optional.of("guess"))) {
            page.csrfToken(token);
            assertEquals(403, page.call("PUT", "/identity", IDENTITY).status());
            assertEquals(403, page.call("DELETE", "/identity", "").status());
            assertEquals(403, page.call("POST", "/projects", "{}").status());
            assertEquals(403, page.call("POST", "/session/renew", "").status());
        }
        assertEquals("acme", page.get("/identity").json().get("organization_id").textValue());
    }

    @Test
    public void everything_withoutSignIn_isRefused() throws Exception {
        for (String path : List.of(
                "/session",
                "/identity",
                "/devices",
                "/points",
                "/settings",
                "/projects",
                "/projects/x",
                "/history",
                "/points/1.analogInput.1",
                "/points/1.analogInput.1/properties")) {
            assertEquals(path, 401, page.get(path).status());
        }
        assertEquals(401, page.call("PUT", "/password", "{}").status());
    }

    @Test
    public void password_changed_endsAllOtherSessionsOfThatAccount() throws Exception {
        Caller elsewhere = api.new Caller();
        Caller operator = api.new Caller();
        page.signIn("admin", "right one");
        elsewhere.signIn("admin", "right one");
        operator.signIn("operator", "other one");
        assertEquals(
                403,
                page.call("PUT", "/password", "{\"old\":\"wrong\",\"new\":\"brand new one\"}")
                        .status());
        assertEquals(
                400,
                page.call("PUT", "/password", "{\"old\":\"right one\",\"new\":\"short\"}")
                        .status());
        assertEquals(200, elsewhere.get("/session").status());
        assertEquals(
                204,
                page.call("PUT", "/password", "{\"old\":\"right one\",\"new\":\"brand new one\"}")
                        .status());
        assertEquals(401, elsewhere.get("/session").status());
        assertEquals(200, page.get("/session").status());
        assertEquals(200, operator.get("/session").status());
    }

    @Test
    public void identity_readChangedDeleted() throws Exception {
        page.signIn("admin", "right one");
        assertEquals("gw-1", page.get("/identity").json().get("iot_device_id").textValue());
        assertEquals(
                Json.parse(IDENTITY), page.call("PUT", "/identity", IDENTITY).json());
        Reply bad = page.call("PUT", "/identity", IDENTITY.replace("\"o\"", "\"a/b\""));
        assertEquals(400, bad.status());
        assertTrue(
                bad.json().get("detail").textValue(),
                bad.json().get("detail").textValue().contains("org_id 'a/b' is not allowed"));
        assertEquals(
                "anew",
                page.call("DELETE", "/identity", "").json().get("iot_device_id").textValue());
        assertEquals("anew", page.get("/identity").json().get("iot_device_id").textValue());
    }

    @Test
    public void projects_twoPeopleSave_theSecondIsTold() throws Exception {
        page.signIn("admin", "right one");
        Reply created = page.call("POST", "/projects", "{\"name\":\"Heating\",\"flow\":{\"nodes\":[],\"x\":1.50}}");
        assertEquals(201, created.status());
        String path = "/projects/" + created.json().get("id").textValue();
        String change = "{\"name\":\"Heating 2\",\"revision\":1,\"flow\":{\"nodes\":[1]}}";
        assertEquals(2, page.call("PUT", path, change).json().get("revision").intValue());
        Reply second = page.call("PUT", path, change);
        assertEquals(409, second.status());
        assertTrue(
                second.response().body(),
                second.json().get("detail").textValue().contains("at revision 2, not 1"));
        assertEquals("{\"nodes\":[1]}", page.get(path).json().get("flow").toString());
        assertEquals(
                "[{\"id\":\"" + created.json().get("id").textValue() + "\",\"name\":\"Heating 2\",\"revision\":2}]",
                page.get("/projects").json().get("projects").toString());
        assertEquals(204, page.call("DELETE", path, "").status());
        assertEquals(404, page.get(path).status());
        assertEquals(404, page.call("PUT", path, change).status());
    }

    @Test
    public void projects_badBody_isToldWhatToChange() throws Exception {
        page.signIn("admin", "right one");
        assertEquals(400, page.call("POST", "/projects", "[]").status());
        assertEquals(400, page.call("POST", "/projects", "{\"name\":").status());
        assertEquals(
                "'flow' is missing or not an object; send {\"nodes\": [], \"edges\": []}.",
                page.call("POST", "/projects", "{\"name\":\"x\"}")
                        .json()
                        .get("detail")
                        .textValue());
        assertEquals(
                413,
                page.call("POST", "/projects", "{\"name\":\"" + "x".repeat(Json.MAX_BODY_BYTES) + "\"}")
                        .status());
        Reply notAllowed = page.call("PATCH", "/projects", "{}");
        assertEquals(405, notAllowed.status());
        assertEquals(Optional.of("GET, POST"), notAllowed.header("Allow"));
    }

    @Test
    public void history_json_isWhatTheCommandGives() throws Exception {
        page.signIn("admin", "right one");
        api.commands.answer(FakeCommands.page(Optional.of("more")));
        Reply reply =
                page.get("/history?point_ids=1.analogInput.1,%201.binaryInput.2&from=2026-01-01T00:00:00Z&limit=2");
        assertEquals(
                "{\"status\":\"success\",\"series\":[{\"point_id\":\"1.analogInput.1\",\"units\":\"degreesCelsius\",\"samples\":"
                        + "[[\"2026-01-01T00:00:00.000Z\",20,\"good\"],[\"2026-01-01T00:00:01.000Z\",null,\"bad\"]]}],\"cursor\":\"more\"}",
                reply.response().body());
        assertEquals(
                "GetHistory[pointIds=[1.analogInput.1, 1.binaryInput.2], from=2026-01-01T00:00:00Z, to=Optional.empty, "
                        + "form=Samples[limit=2, cursor=Optional.empty]]",
                api.commands.asked().get(0).toString());
    }

    @Test
    public void history_csv_hasAllPages() throws Exception {
        page.signIn("admin", "right one");
        api.commands.answer(FakeCommands.page(Optional.of("more")));
        api.commands.answer(FakeCommands.page(Optional.empty()));
        Reply reply = page.get("/history?point_ids=1.analogInput.1&from=2026-01-01T00:00:00Z&format=csv");
        String rows = "1.analogInput.1,degreesCelsius,2026-01-01T00:00:00.000Z,20,good\r\n"
                + "1.analogInput.1,degreesCelsius,2026-01-01T00:00:01.000Z,,bad\r\n";
        assertEquals(
                "point_id,units,timestamp,value,quality\r\n" + rows + rows,
                reply.response().body());
        assertEquals(Optional.of("text/csv;charset=utf-8"), reply.header("Content-Type"));
        assertTrue(
                api.commands.asked().get(1).toString(),
                api.commands.asked().get(1).toString().contains("limit=10000, cursor=Optional[more]"));
    }

    @Test
    public void history_csvForGermanExcel_hasMarkSemicolonAndCommas() throws Exception {
        page.signIn("admin", "right one");
        api.commands.answer(FakeCommands.page(Optional.empty()));
        String asked = "/history?point_ids=1.analogInput.1&from=2026-01-01T00:00:00Z&format=csv&excel=";
        assertEquals(
                "\ufeffpoint_id;units;timestamp (Europe/Berlin);timestamp (UTC);value;quality\r\n"
                        + "1.analogInput.1;degreesCelsius;2026-01-01 01:00:00,000;2026-01-01 00:00:00,000;20;good\r\n"
                        + "1.analogInput.1;degreesCelsius;2026-01-01 01:00:01,000;2026-01-01 00:00:01,000;;bad\r\n",
                page.get(asked + "de").response().body());
        assertEquals(400, page.get(asked + "fr").status());
    }

    @Test
    public void history_badOrRefused_isToldWhatToChange() throws Exception {
        page.signIn("admin", "right one");
        assertEquals(400, page.get("/history?point_ids=1.analogInput.1").status());
        assertEquals(
                "Limit 'x' is no whole number; send one from 1 to 10000.",
                page.get("/history?point_ids=1.analogInput.1&from=2026-01-01T00:00:00Z&limit=x")
                        .json()
                        .get("detail")
                        .textValue());
        assertEquals(
                400,
                page.get("/history?point_ids=1.analogInput.1&from=2026-01-01T00:00:00Z&format=xml")
                        .status());
        api.commands.answer(new CommandResult.Failed(ErrorCode.NOT_CONFIGURED, "no history is installed"));
        Reply none = page.get("/history?point_ids=1.analogInput.1&from=2026-01-01T00:00:00Z&format=csv");
        assertEquals(501, none.status());
        assertEquals("No history is installed.", none.json().get("detail").textValue());
    }

    @Test
    public void properties_areThoseThatTheDeviceTells() throws Exception {
        page.signIn("admin", "right one");
        api.monitoring.answer(new PropertiesOutcome.Known(List.of(
                new Property("presentValue", List.of(new PointValue.Real(19.1f)), false),
                new Property("maxPresValue", List.of(new PointValue.Real(100)), false),
                new Property("priorityArray", List.of(PointValue.NULL, new PointValue.Real(20)), true))));
        assertEquals(
                "{\"point_id\":\"1.analogValue.4\",\"properties\":[{\"name\":\"presentValue\",\"value\":19.1},"
                        + "{\"name\":\"maxPresValue\",\"value\":100},{\"name\":\"priorityArray\",\"value\":[null,20]}],"
                        + "\"max_value\":100,\"priority_array\":[null,20]}",
                page.get("/points/1.analogValue.4/properties").response().body());
        assertEquals(
                "{\"point_id\":\"1.analogValue.4\",\"properties\":[{\"name\":\"maxPresValue\",\"value\":100}],\"max_value\":100}",
                page.get("/points/1.analogValue.4/properties?property=maxPresValue")
                        .response()
                        .body());
        api.monitoring.answer(
                new PropertiesOutcome.Refused(new Failure(ErrorCode.DEVICE_TIMEOUT, "device 1 is silent")));
        assertEquals(504, page.get("/points/1.analogValue.4/properties").status());
        assertEquals(400, page.get("/points/nonsense/properties").status());
        assertEquals(404, page.get("/points/1.analogValue.4").status());
    }

    @Test
    public void properties_ofADeadDevice_takeTheThreadsOfNobodyElse() throws Exception {
        page.signIn("admin", "right one");
        api.monitoring.silence();
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            calls.add(page.start("/points/1.analogValue.4/properties"));
        }
        Await.until(
                () -> calls.stream().filter(CompletableFuture::isDone).count() == 30 - DeviceCalls.OF_ONE_DEVICE,
                Duration.ofSeconds(10),
                "all but a few are refused at once");
        assertEquals(200, page.get("/health/live").status());
        api.monitoring.answer(new PropertiesOutcome.Known(List.of()));
        Map<Integer, Long> statuses = calls.stream()
                .map(CompletableFuture::join)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertEquals(Map.of(200, 2L, 503, 28L), statuses);
    }

    @Test
    public void point_saysHowItIsReadNow() throws Exception {
        page.signIn("admin", "right one");
        api.site.preset(Devices.site(Devices.device(1, 1, Duration.ofSeconds(5))));
        api.monitoring.path(new ReadPath(
                "COV",
                Optional.of(api.clock.instant().minusSeconds(3)),
                Optional.of(new Failure(ErrorCode.DEVICE_TIMEOUT, "device 1 is silent")),
                Optional.of(api.clock.instant().plusSeconds(60))));
        JsonNode point = page.get("/points/1.analogInput.1").json();
        assertEquals("COV", point.get("read_by").textValue());
        assertEquals("2025-12-31T23:59:57.000Z", point.get("last_success").textValue());
        assertEquals("device 1 is silent", point.get("last_error").textValue());
        assertEquals("2026-01-01T00:01:00.000Z", point.get("next_due").textValue());
        assertEquals("auto", point.get("read").textValue());
        assertFalse(point.has("held"));
        assertEquals(404, page.get("/points/1.analogInput.2").status());
        assertEquals(400, page.get("/points/nonsense").status());
    }

    @Test
    public void points_writtenByTheGateway_sayWhatItHoldsAndUntilWhen() throws Exception {
        page.signIn("admin", "right one");
        api.site.preset(Devices.site(Devices.device(1, 2, Duration.ofSeconds(5))));
        Instant now = api.clock.instant();
        api.monitoring.overrides(
                new PointOverride(Devices.point(1, 2), 5, new PointValue.Real(19.1f), now, Optional.empty()),
                new PointOverride(
                        Devices.point(1, 2), 8, new PointValue.Real(20), now, Optional.of(now.plusSeconds(60))));
        String held =
                "[{\"priority\":5,\"value\":19.1,\"since\":\"2026-01-01T00:00:00.000Z\"},{\"priority\":8,\"value\":20,"
                        + "\"since\":\"2026-01-01T00:00:00.000Z\",\"until\":\"2026-01-01T00:01:00.000Z\"}]";
        JsonNode points = page.get("/points").json().get("points");
        assertFalse(points.get(0).has("held"));
        assertEquals(held, points.get(1).get("held").toString());
        assertEquals(
                held, page.get("/points/1.analogInput.2").json().get("held").toString());
        assertFalse(page.get("/points/1.analogInput.1").json().has("held"));
        JsonNode heldOnly = page.get("/points?held=true").json().get("points");
        assertEquals(1, heldOnly.size());
        assertEquals(held, heldOnly.get(0).get("held").toString());
        assertEquals(
                0, page.get("/points?held=true&device=2").json().get("points").size());
    }

    @Test
    public void points_read_comeWithTheirLatestSample() throws Exception {
        page.signIn("admin", "right one");
        api.site.preset(Devices.site(Devices.device(1, 2, Duration.ofSeconds(5))));
        api.monitoring.read(new Sample(
                Devices.point(1, 1),
                new PointValue.Real(21.5f),
                Quality.UNCERTAIN,
                Set.of(StatusFlag.OVERRIDDEN),
                api.clock.instant(),
                Duration.ofMillis(2_500)));
        JsonNode points = page.get("/points").json().get("points");
        assertEquals(
                "{\"value\":21.5,\"quality\":\"uncertain\",\"timestamp\":\"2026-01-01T00:00:00.000Z\","
                        + "\"status_flags\":[\"overridden\"],\"max_age_seconds\":7.5}",
                points.get(0).get("latest").toString());
        assertFalse("never read", points.get(1).has("latest"));
        assertEquals(
                points.get(0).get("latest"),
                page.get("/points/1.analogInput.1").json().get("latest"));
    }

    @Test
    public void points_whoseReadFailed_sayWhy() throws Exception {
        page.signIn("admin", "right one");
        api.site.preset(Devices.site(Devices.device(1, 1, Duration.ofSeconds(5))));
        api.monitoring.read(new Sample(
                Devices.point(1, 1),
                PointValue.NULL,
                Quality.BAD,
                Set.of(),
                api.clock.instant(),
                Duration.ofSeconds(5),
                Optional.of(new Failure(ErrorCode.DEVICE_ERROR, "The device answered: unknown object"))));
        assertEquals(
                "{\"code\":\"device_error\",\"message\":\"The device answered: unknown object\"}",
                page.get("/points/1.analogInput.1").json().at("/latest/error").toString());
    }

    @Test
    public void points_thatReportChanges_sayFromWhichOn() throws Exception {
        DiscoveredObject first = Devices.discovered(1, 1).objects().get(0);
        DiscoveredObject reporting = new DiscoveredObject(
                first.pointId(),
                first.name(),
                first.units(),
                first.description(),
                first.writable(),
                first.stateText(),
                OptionalDouble.of(0.25),
                first.presentValue());
        assertEquals("0.25", json(reporting).get("cov_increment").toString());
        assertFalse(json(first).has("cov_increment"));
    }

    private static JsonNode json(DiscoveredObject object) {
        return SiteJson.point(
                new Point(object, true, Duration.ofSeconds(5), 0, ReadMode.AUTO), List.of(), Optional.empty());
    }

    @Test
    public void session_askedForIfThereIsOne_isNoMistakeWithoutOne() throws Exception {
        Reply nobody = page.get("/session?optional=true");
        assertEquals(200, nobody.status());
        assertEquals("{\"warnings\":[]}", nobody.response().body());
        page.signIn("admin", "right one");
        assertEquals(
                "admin", page.get("/session?optional=true").json().get("user").textValue());
        assertEquals(
                page.get("/session").json(),
                page.get("/session?optional=true").json().without("warnings"));
        api.clock.advance(Duration.ofHours(9));
        assertEquals(
                "{\"warnings\":[]}",
                page.get("/session?optional=true").response().body());
        assertEquals(401, page.get("/session?optional=false").status());
    }

    @Test
    public void partBeingReplaced_saysToTryAgain() throws Exception {
        page.signIn("admin", "right one");
        api.history.unbindDispatcher(api.commands);
        api.points.unbindMonitoring(api.monitoring);
        assertEquals(
                503,
                page.get("/history?point_ids=1.analogInput.1&from=2026-01-01T00:00:00Z")
                        .status());
        assertEquals(
                Optional.of("2"), page.get("/points/1.analogValue.4/properties").header("Retry-After"));
        api.site.preset(Devices.site(Devices.device(1, 1, Duration.ofSeconds(5))));
        assertEquals(503, page.get("/points/1.analogInput.1").status());
        assertEquals(1, page.get("/points").json().get("points").size());
    }

    @Test
    public void health_readyOnlyWithMqtt_andSaysNoNames() throws Exception {
        assertEquals(503, page.get("/health").status());
        assertEquals(200, page.get("/health/live").status());
        api.health.bindHealth(() -> status(ConnectionStatus.DISCONNECTED));
        assertEquals(503, page.get("/health/ready").status());
        api.health.bindHealth(() -> status(ConnectionStatus.CONNECTED));
        Reply ready = page.get("/health");
        assertEquals(200, ready.status());
        assertEquals(
                "{\"live\":true,\"ready\":true,\"mqtt_connection_status\":\"connected\","
                        + "\"bacnet_connection_status\":\"error\",\"monitoring_status\":\"active\"}",
                ready.response().body());
    }

    @Test
    public void mistakeOfOurs_isAProblemToo() throws Exception {
        api.health.bindHealth(() -> {
            throw new IllegalStateException("the database is broken");
        });
        Reply reply = page.get("/health");
        assertEquals(500, reply.status());
        assertEquals(Optional.of("application/problem+json"), reply.header("Content-Type"));
        assertEquals(
                "The call failed here; look at the gateway's log.",
                reply.json().get("detail").textValue());
    }

    @Test
    public void webPortWarns_pageIsToldBeforeAndAfterSignIn() throws Exception {
        api.warn("The web port listens on 0.0.0.0 without encryption.");
        assertEquals(
                "{\"warnings\":[\"The web port listens on 0.0.0.0 without encryption.\"]}",
                page.get("/session?optional=true").response().body());
        page.signIn("admin", "right one");
        assertEquals(
                page.get("/session?optional=true").json().get("warnings"),
                page.get("/settings").json().get("warnings"));
    }

    @Test
    public void settings_sayWhatTheConfigurationSays() throws Exception {
        page.signIn("admin", "right one");
        assertEquals(
                "{\"site_time_zone\":\"Europe/Berlin\",\"session_idle_s\":28800,\"demo_addresses\":[\"127.0.0.11:47808\"],\"warnings\":[]}",
                page.get("/settings").response().body());
    }

    @Test
    public void certificate_isDescribedToReadersAndTheCaIsForEverybody() throws Exception {
        assertEquals(401, page.get("/certificate").status());
        var ca = page.get("/ca.pem").response();
        assertEquals(FakeCertificate.AUTHORITY, ca.body());
        assertEquals(
                "application/x-pem-file",
                ca.headers().firstValue("Content-Type").orElse(""));
        page.signIn("admin", "right one");
        assertEquals(
                "{\"subject\":\"CN=bms\",\"issuer\":\"CN=CA\",\"fingerprint_sha256\":\"AA:AA\","
                        + "\"good_from\":\"2026-01-01T00:00:00Z\",\"good_until\":\"2026-01-01T00:01:00Z\",\"names\":[\"bms.local\"],"
                        + "\"own_ca\":{\"subject\":\"CN=CA\",\"issuer\":\"CN=CA\",\"fingerprint_sha256\":\"BB:BB\","
                        + "\"good_from\":\"2026-01-01T00:00:00Z\",\"good_until\":\"2026-01-01T00:01:00Z\",\"names\":[]}}",
                page.get("/certificate").response().body());
    }

    @Test
    public void certificate_isRequestedInstalledAndRenewed() throws Exception {
        page.signIn("admin", "right one");
        assertEquals(
                "a request",
                page.call("POST", "/certificate/request", "{}")
                        .json()
                        .get("request")
                        .textValue());
        assertEquals(
                "another request",
                page.call("POST", "/certificate/request", "{\"anew\":true}")
                        .json()
                        .get("request")
                        .textValue());
        Reply refused = page.call("POST", "/certificate/install", "{\"certificate\":\"nothing\"}");
        assertEquals(400, refused.status());
        assertEquals(
                "There is no certificate in what was sent; send one.",
                refused.json().get("detail").textValue());
        Reply unkept = page.call(
                "POST",
                "/certificate/install",
                Json.object().put("certificate", FakeCertificate.ON_A_FULL_DISK).toString());
        assertEquals(507, unkept.status());
        assertEquals("disk_failed", unkept.json().get("code").textValue());
        Reply installed = page.call(
                "POST",
                "/certificate/install",
                Json.object().put("certificate", FakeCertificate.AUTHORITY).toString());
        assertEquals("CC:CC", installed.json().get("fingerprint_sha256").textValue());
        assertEquals(
                "DD:DD",
                page.call("POST", "/certificate/renew", "")
                        .json()
                        .get("fingerprint_sha256")
                        .textValue());
        assertEquals(404, page.call("POST", "/certificate/other", "{}").status());
        assertEquals(405, page.get("/certificate/renew").status());
    }

    @Test
    public void whoAmI_ofWhoMayWrite_tellsTheWriteScope() throws Exception {
        api.accounts.add(
                new Account("anna", Role.OPERATOR)
                        .writing(new WriteLimits(
                                List.of(PointPattern.parse("1001.analogValue.*")),
                                List.of(),
                                10,
                                Optional.of(Duration.ofHours(1)))),
                "long enough");
        api.accounts.add(new Account("viewer", Role.VIEWER), "long enough");
        JsonNode scope = page.signIn("anna", "long enough").json().get("write_scope");
        assertEquals(
                "{\"points\":[\"1001.analogValue.*\"],\"ranges\":[],\"highest_priority\":10,\"lease_seconds\":3600}",
                scope.toString());
        assertEquals(scope, page.get("/session").json().get("write_scope"));
        assertFalse(page.signIn("viewer", "long enough").json().has("write_scope"));
    }

    @Test
    public void openapi_namesEveryPathThatAnswers() throws Exception {
        JsonNode paths = page.get("/openapi.json").json().get("paths");
        page.signIn("admin", "right one");
        assertTrue(paths.size() > 10);
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            String asked = path.getKey().substring("/api".length()).replaceAll("\\{[^}]*}", "none");
            int status = page.get(asked).status();
            assertEquals(path.getKey(), path.getValue().has("get"), status != 405);
        }
        String forPeople = page.get("/").response().body();
        for (String part : List.of(
                "<code>/api/session/renew</code>",
                "<li><code>device</code> (query, integer): of this device only</li>",
                "<li><code>id</code> (path, string, required): as in 12345.analogInput.1</li>",
                "<li>Body <code>application/json {user: string, password: string, code?: string, new_password?: string}</code></li>",
                "<li>Answer 204: Done</li>",
                "<li>Any other answer <code>application/problem+json {title: string, status: integer, detail: string}</code>: What was")) {
            assertTrue(part, forPeople.contains(part));
        }
        assertFalse("the web port lets in no style of that kind", forPeople.contains("style="));
        assertFalse("nor of that", forPeople.contains("<style"));
        assertTrue(forPeople.contains("href=\"api.css\""));
        assertTrue(page.get("").response().body().contains("href=\"api/api.css\""));
        assertEquals(Optional.of("text/css;charset=utf-8"), page.get("/api.css").header("Content-Type"));
        assertEquals(404, page.get("/nothing").status());
    }

    @Test
    public void path_whoseServletIsNotThereYet_saysThatTheGatewayStarts() throws Exception {
        api.stop("/api/session");
        Reply reply = page.get("/session");
        assertEquals(503, reply.status());
        assertEquals(
                "The gateway is starting; try again in a moment.",
                reply.json().get("detail").textValue());
        assertEquals(404, page.get("/sessionless").status());
    }

    @Test
    public void call_tooOften_isSlowedDown() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertEquals(200, page.get("/health/live").status());
        }
        Reply reply = page.get("/health/live");
        assertEquals(429, reply.status());
        assertEquals(Optional.of("1"), reply.header("Retry-After"));
        api.clock.advance(Duration.ofMillis(50));
        assertEquals(200, page.get("/health/live").status());
    }

    private GatewayStatus status(ConnectionStatus mqtt) {
        return new GatewayStatus(
                true,
                Optional.empty(),
                "boot",
                "1",
                MonitoringStatus.ACTIVE,
                ConnectionStatus.ERROR,
                mqtt,
                0,
                0,
                0,
                0,
                List.of(),
                Map.of(),
                api.clock.instant());
    }
}
