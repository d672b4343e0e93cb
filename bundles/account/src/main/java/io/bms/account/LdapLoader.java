// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

/**
 * Finds what JNDI looks for by name in a framework, where each bundle sees its own classes only: Java's, and {@link
 * LdapSockets}.
 */
final class LdapLoader extends ClassLoader {
    LdapLoader() {
        super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.equals(LdapSockets.class.getName())) {
            return LdapSockets.class;
        }
        throw new ClassNotFoundException(name);
    }
}
