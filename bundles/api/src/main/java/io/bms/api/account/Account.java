// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import io.bms.api.command.WriteLimits;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A person or a program that may sign in.
 *
 * @param ticked rights of a service; empty for any other role, whose rights follow from it
 * @param topics of a service's own; none for any other role
 * @param writes what it may write, within what the gateway allows
 * @param disabled whether it may not sign in at present
 */
public record Account(
        String name, Role role, Set<Right> ticked, TopicGrants topics, WriteLimits writes, boolean disabled) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");
    /** The gateway's own name at its broker. */
    public static final String GATEWAY = "bms-gateway";

    /** The most patterns and ranges of an account's limits. */
    public static final int MOST_PATTERNS = 100;

    public Account {
        requireName(name);
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(topics, "topics");
        requireFew(writes);
        ticked = Set.copyOf(ticked);
        if (role != Role.SERVICE && !(ticked.isEmpty() && topics.equals(TopicGrants.NONE))) {
            throw new IllegalArgumentException("rights and topics of its own are for the role service; the role "
                    + role.wireName() + " has its rights already");
        }
        if (!Role.SERVICE.rights().containsAll(ticked)) {
            throw new IllegalArgumentException("a service cannot administer; make a person with the role admin");
        }
    }

    /** One that may sign in; a service that has no right yet. */
    public Account(String name, Role role) {
        this(name, role, Set.of(), TopicGrants.NONE, false);
    }

    /** One that may write what its role may. */
    public Account(String name, Role role, Set<Right> ticked, TopicGrants topics, boolean disabled) {
        this(name, role, ticked, topics, role.writes(), disabled);
    }

    /** What it may do, once it has signed in. */
    public Set<Right> rights() {
        return role == Role.SERVICE ? ticked : role.rights();
    }

    public boolean may(Right right) {
        return rights().contains(right);
    }

    public Account disabled(boolean now) {
        return new Account(name, role, ticked, topics, writes, now);
    }

    public Account writing(WriteLimits limits) {
        return new Account(name, role, ticked, topics, limits, disabled);
    }

    /** This, in place of {@code old}: an account that keeps its role keeps its limits too. */
    public Account inPlaceOf(Account old) {
        return role == old.role ? writing(old.writes) : this;
    }

    /** Its role, and what is particular about it, for people. */
    public String inWords() {
        String rights = ticked.stream().sorted().map(Right::wireName).collect(Collectors.joining(", ", " with ", ""));
        return role.wireName()
                + (ticked.isEmpty() ? "" : rights)
                + (writes.equals(role.writes()) ? "" : ", writes " + writesInWords())
                + (disabled ? ", disabled" : "");
    }

    /** What it may write, for people. */
    public String writesInWords() {
        if (!may(Right.WRITE)) {
            return "nothing";
        }
        return writes.equals(WriteLimits.NONE) ? "everything" : writes.inWords();
    }

    /**
     * The name of the account for which a user name stands in MQTT: {@code admin~x} is a page or a program of
     * {@code admin}.
     */
    public static String ofUser(String user) {
        int tilde = user.indexOf('~');
        return tilde < 0 ? user : user.substring(0, tilde);
    }

    /** Whether an account may have that name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.equals(GATEWAY);
    }

    private static void requireFew(WriteLimits writes) {
        int patterns = writes.points().size() + writes.ranges().size();
        if (patterns > MOST_PATTERNS) {
            throw new IllegalArgumentException(
                    "an account can have " + MOST_PATTERNS + " patterns and ranges, not " + patterns);
        }
    }

    private static void requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("the account name '" + name
                    + "' is not allowed; use 1 to 64 of A-Z a-z 0-9 _ . @ and -, and not " + GATEWAY);
        }
    }
}
