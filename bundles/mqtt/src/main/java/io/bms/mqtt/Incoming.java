package io.bms.mqtt;

import java.util.Optional;

/** One message that arrived. */
record Incoming(
        String topic, byte[] payload, boolean retained, Optional<String> responseTopic, Optional<byte[]> correlation) {}
