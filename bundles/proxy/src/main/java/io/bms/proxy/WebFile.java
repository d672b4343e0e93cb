// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the Designer as it is sent, once in memory for all who read it at whatever pace.
 *
 * @param compressed by gzip
 */
record WebFile(URL url, boolean compressed) {
    private static final int KEPT = 64;

    /** The files that were asked for last. A bundle that is replaced has other URLs. */
    static final class Cache {
        private final Map<String, byte[]> contents = new LinkedHashMap<>(16, 0.75f, true);

        synchronized byte[] content(WebFile file) {
            byte[] content = contents.computeIfAbsent(file.url() + " " + file.compressed(), key -> file.read());
            if (contents.size() > KEPT) {
                contents.remove(contents.keySet().iterator().next());
            }
            return content;
        }
    }

    private byte[] read() {
        try (InputStream in = url.openStream()) {
            if (!compressed) {
                return in.readAllBytes();
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(bytes)) {
                in.transferTo(out);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(url + " cannot be read", e);
        }
    }
}
