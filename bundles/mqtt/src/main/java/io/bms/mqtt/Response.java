// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.util.List;
import java.util.Objects;

/**
 * The response to one request.
 *
 * @param first to a request that acts; it goes out before those to others
 * @param payloads in the order in which they go out
 * @param arrived is run once the broker has all of them, or will never have
 * @param received is run where the broker need not deliver the request again, since it will not help
 */
public record Response(boolean first, Reply reply, List<String> payloads, Runnable arrived, Runnable received) {
    public Response {
        Objects.requireNonNull(reply, "reply");
        payloads = List.copyOf(payloads);
        Objects.requireNonNull(arrived, "arrived");
        Objects.requireNonNull(received, "received");
    }
}
