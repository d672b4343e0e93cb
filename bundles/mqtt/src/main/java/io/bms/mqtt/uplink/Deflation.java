// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** What HTTP calls the content coding "deflate" (RFC 9110, 8.4.1.2): deflated, in the format of zlib. Thread: any. */
final class Deflation {
    private Deflation() {}

    static byte[] of(byte[] payload) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length / 8 + 64);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(payload);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }
}
