// SPDX-License-Identifier: GPL-3.0-only
/**
 * What BACnet's values, names and numbers are to the gateway. {@link io.bms.bacnet.value.PointValues} turns what the
 * library has decoded into a value of a point, {@link io.bms.bacnet.value.ValueFit} the value of a request into what
 * the object takes. {@link io.bms.bacnet.value.SentValues} and {@code CharacterSets} look at an answer before the
 * library decodes it.
 *
 * <p>Thread: any.
 */
package io.bms.bacnet.value;
