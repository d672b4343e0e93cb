// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import io.bms.api.account.Accounts;
import io.bms.api.account.Token;
import io.bms.api.account.TokenStore;
import io.bms.wire.JsonValues;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Who may sign in, and as what. A password goes in and never comes out; a token comes out once. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.AccountsServlet")
@HttpWhiteboardServletPattern({"/api/accounts", "/api/accounts/*"})
public final class AccountsServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String PASSWORD = "/password";
    private static final Pattern TOKENS = Pattern.compile("([^/]+)/tokens(?:/([^/]+))?");
    private static final int DEFAULT_DAYS = 365;

    private final transient Gate gate;
    private final transient AccountStore store;
    private final transient Accounts accounts;
    private final transient TokenStore tokens;

    @Activate
    public AccountsServlet(
            @Reference Gate gate,
            @Reference AccountStore store,
            @Reference Accounts accounts,
            @Reference TokenStore tokens) {
        this.gate = gate;
        this.store = store;
        this.accounts = accounts;
        this.tokens = tokens;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admit(request);
        String path = rest(request).orElse("");
        if (path.isEmpty()) {
            return switch (request.getMethod()) {
                case "GET", "HEAD" -> list();
                case "POST" -> add(request);
                default -> throw methodNotAllowed(request, response, "GET, POST");
            };
        }
        if (path.endsWith(PASSWORD)) {
            if (!request.getMethod().equals("PUT")) {
                throw methodNotAllowed(request, response, "PUT");
            }
            return setPassword(path.substring(0, path.length() - PASSWORD.length()), shortBody(request));
        }
        Matcher ofTokens = TOKENS.matcher(path);
        if (ofTokens.matches()) {
            return ofTokens.group(2) == null
                    ? tokens(ofTokens.group(1), request, response)
                    : token(ofTokens.group(1), ofTokens.group(2), request, response);
        }
        Account account = find(path);
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> Answer.of(withLastUse(account));
            case "PUT" -> change(request, account);
            case "DELETE" -> {
                CallTrail.was(request, words(account));
                yield carryOut(() -> store.delete(path), Answer.NOTHING);
            }
            default -> throw methodNotAllowed(request, response, "GET, PUT, DELETE");
        };
    }

    private Answer list() {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("accounts");
        store.list().forEach(account -> list.add(withLastUse(account)));
        return Answer.of(json);
    }

    private ObjectNode withLastUse(Account account) {
        ObjectNode json = AccountJson.of(account);
        if (store.isOfDirectory(account.name())) {
            json.put("directory", true);
        }
        store.lastUsed(account.name()).ifPresent(used -> json.put("last_used", JsonValues.time(used)));
        return json;
    }

    private Answer add(HttpServletRequest request) throws ApiException, IOException {
        ObjectNode body = shortBody(request);
        Account account = AccountJson.read(Json.text(body, "name"), body, Optional.empty());
        String password = Json.text(body, "password");
        if (store.named(account.name()).isPresent()) {
            throw new ApiException(409, "Conflict", "There is an account " + account.name() + " already.");
        }
        CallTrail.became(request, words(account));
        return carryOut(() -> store.add(account, password), new Answer(201, Optional.of(AccountJson.of(account))));
    }

    private Answer change(HttpServletRequest request, Account before) throws ApiException, IOException {
        Account account = AccountJson.read(before.name(), shortBody(request), Optional.of(before));
        CallTrail.was(request, words(before));
        CallTrail.became(request, words(account));
        return carryOut(() -> store.change(account), Answer.of(AccountJson.of(account)));
    }

    /** How the audit tells of an account; there is no password among it. */
    private static String words(Account account) {
        return AccountJson.of(account).toString();
    }

    private Answer setPassword(String name, ObjectNode body) throws ApiException {
        find(name);
        String password = Json.text(body, "new");
        return carryOut(() -> accounts.setPassword(name, password), Answer.NOTHING);
    }

    private Answer tokens(String account, HttpServletRequest request, HttpServletResponse response)
            throws ApiException, IOException {
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> {
                ObjectNode json = Json.object();
                ArrayNode list = json.putArray("tokens");
                ofAccount(account).forEach(token -> list.add(TokenJson.of(token)));
                yield Answer.of(json);
            }
            case "POST" -> {
                find(account);
                ObjectNode body = shortBody(request);
                yield allowed(() -> new Answer(
                        201,
                        Optional.of(TokenJson.of(tokens.addToken(
                                account,
                                Json.text(body, "purpose"),
                                Duration.ofDays(TokenJson.days(body, DEFAULT_DAYS)),
                                TokenJson.networks(body))))));
            }
            default -> throw methodNotAllowed(request, response, "GET, POST");
        };
    }

    private Answer token(String account, String id, HttpServletRequest request, HttpServletResponse response)
            throws ApiException, IOException {
        if (!request.getMethod().equals("DELETE")) {
            throw methodNotAllowed(request, response, "DELETE");
        }
        if (ofAccount(account).noneMatch(token -> token.id().equals(id))) {
            throw ApiException.notFound("There is no token " + id + " of " + account + "; GET /api/accounts/" + account
                    + "/tokens lists those that there are.");
        }
        return carryOut(() -> tokens.revokeToken(id), Answer.NOTHING);
    }

    private Stream<Token> ofAccount(String account) throws ApiException {
        find(account);
        return tokens.tokens().stream().filter(token -> token.account().equals(account));
    }

    private static Answer carryOut(Runnable change, Answer answer) throws ApiException {
        return allowed(() -> {
            change.run();
            return answer;
        });
    }

    /** What is answered for something that may turn out not to be allowed. */
    private interface Attempted {
        Answer answer() throws ApiException;
    }

    private static Answer allowed(Attempted attempted) throws ApiException {
        try {
            return attempted.answer();
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(ProblemDetails.sentence(e.getMessage()));
        }
    }

    private Account find(String name) throws ApiException {
        return store.named(name)
                .orElseThrow(() -> ApiException.notFound(
                        "There is no account " + name + "; GET /api/accounts lists those that there are."));
    }
}
