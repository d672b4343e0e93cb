// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;

/** By what directories mark the entry of somebody who may not sign in any more. Thread: any. */
final class DisabledEntry {
    /** Active Directory: of its bits one is ACCOUNTDISABLE (MS-ADTS, 2.2.16). */
    private static final String CONTROL = "userAccountControl";

    private static final long ACCOUNT_DISABLE = 0x2;

    /** 389 Directory Server, FreeIPA. */
    private static final String LOCK = "nsAccountLock";

    /** eDirectory. */
    private static final String LOGIN = "loginDisabled";

    /** OpenLDAP's password policy: this time stands for ever; any other is a lock that ends by itself. */
    private static final String LOCKED = "pwdAccountLockedTime";

    private static final String FOR_EVER = "000001010000Z";

    /** What has to be asked for. */
    static final List<String> ATTRIBUTES = List.of(CONTROL, LOCK, LOGIN, LOCKED);

    private DisabledEntry() {}

    static boolean is(Attributes entry) throws NamingException {
        return (number(entry, CONTROL) & ACCOUNT_DISABLE) != 0
                || text(entry, LOCK).equalsIgnoreCase("true")
                || text(entry, LOGIN).equalsIgnoreCase("true")
                || text(entry, LOCKED).equals(FOR_EVER);
    }

    private static long number(Attributes entry, String attribute) throws NamingException {
        String text = text(entry, attribute);
        return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static String text(Attributes entry, String attribute) throws NamingException {
        Attribute found = entry.get(attribute);
        return found == null || found.size() == 0 ? "" : String.valueOf(found.get());
    }
}
