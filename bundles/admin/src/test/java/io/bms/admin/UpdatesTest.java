// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.admin.Api.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Updates from outside. */
public final class UpdatesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Api api;
    private Caller admin;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        admin = api.new Caller();
        admin.signIn("admin", "right one");
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    private Path put() {
        return folder.getRoot().toPath().resolve("updates/upload.bmsu");
    }

    private int put(long offset, String piece) throws Exception {
        return admin.call("PUT", "/updates/package?offset=" + offset, piece).status();
    }

    @Test
    public void package_comesInPieces_andGoesOnWhereItWas() throws Exception {
        assertEquals(200, put(0, "go"));
        assertEquals(2, admin.get("/updates/package").json().get("received").asInt());
        assertEquals("not what follows", 409, put(3, "d"));
        assertEquals(200, put(2, "od"));
        assertEquals("good", Files.readString(put()));
        assertEquals("begins anew", 200, put(0, "bad"));
        assertEquals("bad", Files.readString(put()));
    }

    @Test
    public void package_isBounded() throws Exception {
        assertEquals(413, put(0, "x".repeat((1 << 20) + 1)));
        assertEquals(413, put(UploadedPackage.MOST_BYTES, "x"));
        assertEquals(400, admin.call("PUT", "/updates/package?offset=-1", "x").status());
    }

    @Test
    public void verified_isToldWithWhatItDoes() throws Exception {
        assertEquals(
                "nothing was put",
                409,
                admin.call("POST", "/updates/verify", "{}").status());
        put(0, "good");
        JsonNode plan = admin.call("POST", "/updates/verify", "{}").json();
        assertEquals("hot", plan.get("way").asText());
        assertEquals("bacnet 0.1.0 -> 0.1.1", plan.get("changes").get(0).asText());
        assertEquals("Reading pauses.", plan.get("pauses").get(0).asText());
        assertEquals("vendor's key", plan.get("signers").get(0).asText());
        assertEquals(List.of(), api.updater.done);
    }

    @Test
    public void refused_isAProblemThatSaysWhy() throws Exception {
        put(0, "bad");
        Api.Reply reply = admin.call("POST", "/updates/install", "{}");
        assertEquals(422, reply.status());
        assertEquals("The package is damaged.", reply.json().get("detail").asText());
    }

    @Test
    public void installedAndTakenBack_byWhoeverMayRestart() throws Exception {
        put(0, "good");
        assertEquals(
                200,
                admin.call("POST", "/updates/install", "{\"update_id\":\"1-abc\"}")
                        .status());
        assertEquals(200, admin.call("POST", "/updates/rollback", "{}").status());
        assertEquals(List.of("install 1-abc true", "rollback"), api.updater.done);
        Caller operator = api.new Caller();
        operator.signIn("operator", "other one");
        assertEquals(403, operator.call("POST", "/updates/install", "{}").status());
        assertEquals(403, operator.call("PUT", "/updates/package?offset=0", "x").status());
        assertEquals(200, operator.get("/updates").status());
    }

    @Test
    public void state_isToldWithWhatIsNotAsBefore() throws Exception {
        JsonNode state = admin.get("/updates").json();
        assertEquals("gate", state.get("phase").asText());
        assertEquals("MQTT is not connected", state.get("findings").get(0).asText());
        assertTrue(state.get("history").get(0).get("outcome").asText().contains("by hand"));
    }
}
