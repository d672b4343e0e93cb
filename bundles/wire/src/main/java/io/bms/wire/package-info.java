/**
 * Topics and JSON of {@code docs/wire.md}; the one place that knows how anything looks on the wire. Pure: no thread, no
 * state.
 *
 * <p>In: {@link io.bms.wire.RequestDecoder} makes a command of a payload, or a sentence that says what to change. Out:
 * {@link io.bms.wire.ResponseEncoder}, {@link io.bms.wire.SampleEncoder} and {@link io.bms.wire.StatusEncoder}, cut to
 * the size of a message by {@code …Cutter}. {@link io.bms.wire.Topics} names the topics. What else a new key needs:
 * CONTRIBUTING.md, "What goes together".
 */
@Export
@Version("1.1.0")
package io.bms.wire;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
