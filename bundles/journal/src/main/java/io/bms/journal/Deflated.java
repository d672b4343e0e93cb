// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Payloads repeat themselves: deflated they take about a tenth. */
final class Deflated {
    private Deflated() {}

    static byte[] of(byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length / 4 + 64);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(payload);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** @throws UncheckedIOException it was not deflated here */
    static byte[] back(byte[] body) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("a kept batch is damaged", e);
        }
    }
}
