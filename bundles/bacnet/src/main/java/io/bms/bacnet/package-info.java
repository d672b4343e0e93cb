/** Speaks BACnet/IP (ASHRAE 135, annex J); the only package that knows BACnet4J. */
package io.bms.bacnet;
