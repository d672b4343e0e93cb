package io.bms.api.account;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** People and programs that may sign in, for the broker and the REST API alike. Thread-safe. */
@ProviderType
public interface Accounts {
    /**
     * Checks a password. Takes some tens of milliseconds of CPU by design.
     *
     * @return the account, empty for an unknown name or a wrong password alike
     */
    Optional<Account> authenticate(String name, String password);

    /**
     * Sets a password, making the account if there is none.
     *
     * @throws IllegalArgumentException saying what is wrong with the name or the password
     */
    void setPassword(String name, String password);

    /** All names, sorted. */
    List<String> names();

    /** Someone who signed in. */
    record Account(String name) {}
}
