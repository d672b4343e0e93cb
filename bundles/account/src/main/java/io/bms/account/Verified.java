// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were right within the last hour, so that a program which connects each minute costs one check an
 * hour. Of a password only a MAC is kept, whose key lives as long as the process; what is stored is as slow as ever.
 * Thread: any.
 */
final class Verified {
    private static final Duration BELIEVED = Duration.ofHours(1);
    private static final int REMEMBERED = 500;
    private static final int KEY_BYTES = 32;

    private final Clock clock;
    private final SecretKeySpec key;
    private final Map<String, Right> right = new LinkedHashMap<>(16, 0.75f, true);

    private record Right(String stamp, Instant at) {}

    Verified(Clock clock, SecureRandom random) {
        this.clock = clock;
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** @param stamp of the password that is stored now */
    boolean holds(String name, String password, String stamp) {
        String mac = mac(name, password);
        synchronized (right) {
            Right found = right.get(mac);
            return found != null
                    && found.stamp().equals(stamp)
                    && clock.instant().isBefore(found.at().plus(BELIEVED));
        }
    }

    void add(String name, String password, String stamp) {
        String mac = mac(name, password);
        synchronized (right) {
            right.put(mac, new Right(stamp, clock.instant()));
            if (right.size() > REMEMBERED) {
                right.remove(right.keySet().iterator().next());
            }
        }
    }

    private String mac(String name, String password) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            mac.update(name.getBytes(UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
