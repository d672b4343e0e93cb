// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.connection;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** One connection, until it is lost; what fails then fails for good. Thread: one at a time. */
@ProviderType
public interface MqttConnection {
    /**
     * Subscribes at QoS 1, also to what is retained; waits for the answer, 10 s at most.
     *
     * @throws IOException the connection is lost, or the broker refuses
     */
    void subscribe(String filter) throws IOException;

    /**
     * Publishes without waiting, in the order of the calls.
     *
     * @param done told, on a thread of the connection's, why the broker refuses; empty: it has it (QoS 1), or it was
     *     written (QoS 0). Never when the connection is lost before
     * @return false if there is no room now: try again once one before is done
     * @throws IOException the connection is lost
     */
    boolean publish(MqttMessage message, Consumer<Optional<String>> done) throws IOException;

    /** Bytes that it took so far, both ways and with TLS; never waits. */
    long bytes();

    /** Says goodbye, so that there is no Last Will, and waits for what is on its way, some seconds at most. */
    void close();

    /** Drops the connection without a goodbye; does nothing once it has ended. */
    void abandon();
}
