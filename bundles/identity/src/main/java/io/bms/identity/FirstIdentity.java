// SPDX-License-Identifier: GPL-3.0-only
package io.bms.identity;

import io.bms.api.identity.Identity;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Makes up identities that people can read out and that no other gateway has. */
record FirstIdentity(RandomGenerator random) {
    /** Crockford's base 32: nothing in it is taken for something else. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int LENGTH = 8;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    Identity madeUp() {
        return from(Map.of());
    }

    /**
     * What the environment gives, the rest made up.
     *
     * @throws IllegalStateException naming the variable that is wrong, and what is allowed
     */
    Identity from(Map<String, String> environment) {
        return new Identity(
                id(environment, "BMS_ORG_ID", "org-"),
                id(environment, "BMS_SITE_ID", "site-"),
                id(environment, "BMS_DEVICE_ID", "gateway-"));
    }

    private String id(Map<String, String> environment, String variable, String prefix) {
        String given = environment.getOrDefault(variable, "");
        if (given.isEmpty()) {
            StringBuilder id = new StringBuilder(prefix);
            random.ints(LENGTH, 0, ALPHABET.length()).forEach(index -> id.append(ALPHABET.charAt(index)));
            return id.toString();
        }
        if (!ID.matcher(given).matches()) {
            throw new IllegalStateException("the environment variable " + variable + " is '" + given
                    + "'; use 1 to 64 of A-Z a-z 0-9 _ and -, or leave it out to have one made up");
        }
        return given;
    }
}
