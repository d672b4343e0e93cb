package io.bms.api.identity;

/** Hears that the identity changed. A whiteboard service. */
public interface IdentityListener {
    /** After the change was stored, on the changer's thread. Returns at once. */
    void identityChanged(Identity identity);
}
