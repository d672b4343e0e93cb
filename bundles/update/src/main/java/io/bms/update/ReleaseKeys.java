// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys with which the vendor signs packages, as the list says whose signatures were found good. A key that is not
 * in the newest list counts no more.
 *
 * @param version counts lists up
 */
record ReleaseKeys(int version, List<PublicKeyFile> keys) {
    private static final String FORMAT = "bms-release-keys/1";
    private static final String ASK = "Ask the vendor for another.";
    private static final ObjectMapper JSON = new ObjectMapper();

    ReleaseKeys {
        keys = List.copyOf(keys);
    }

    /** @throws RefusedException it is none */
    static ReleaseKeys parse(byte[] content) throws RefusedException {
        try {
            JsonNode root = JSON.readTree(content);
            if (!root.path("format").asText().equals(FORMAT)) {
                throw new RefusedException("The list of release keys has the format "
                        + root.path("format").asText("none") + ", and this gateway knows " + FORMAT
                        + ". Update the gateway's distribution first.");
            }
            JsonNode version = root.path("version");
            if (!version.isInt() || version.intValue() < 1) {
                throw new RefusedException(
                        "The list of release keys has no version, which is a whole number from 1 on. " + ASK);
            }
            List<PublicKeyFile> keys = new ArrayList<>();
            for (JsonNode key : root.path("keys")) {
                keys.add(PublicKeyFile.of(
                        key.path("name").asText("release"), key.path("key").asText()));
            }
            return new ReleaseKeys(version.intValue(), keys);
        } catch (IOException e) {
            throw new RefusedException("The list of release keys is no JSON. " + ASK);
        }
    }
}
