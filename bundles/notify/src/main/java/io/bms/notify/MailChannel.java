// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.notify.NotifySettings.Security;
import io.bms.notify.NotifySettings.Smtp;
import io.bms.text.PasswordFile;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/**
 * Sends notices as mail, one message each to one address. Its Message-ID is the notice's, so a second one after a
 * connection that broke in the end is known for what it is.
 */
final class MailChannel implements NoticeChannel {
    private final Smtp server;
    private final String address;
    private final Deadlines deadlines;

    /**
     * In milliseconds.
     *
     * @param answerMs of each answer of the server
     * @param wholeMs of all of it
     */
    record Deadlines(int answerMs, int wholeMs) {}

    MailChannel(Smtp server, String address, Deadlines deadlines) {
        this.server = server;
        this.address = address;
        this.deadlines = deadlines;
    }

    @Override
    public void deliver(Notice notice) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // By this one the library finds its own parts.
        thread.setContextClassLoader(MailChannel.class.getClassLoader());
        TrackedSockets sockets = new TrackedSockets(
                server.security() == Security.TLS
                        ? server.files().context().getSocketFactory()
                        : SocketFactory.getDefault());
        Executor late = CompletableFuture.delayedExecutor(deadlines.wholeMs(), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> watch = CompletableFuture.runAsync(sockets::cut, late);
        try {
            send(notice, sockets);
        } catch (MessagingException e) {
            throw new IOException(
                    sockets.isCut()
                            ? "the server was too slow: it had not taken it after " + deadlines.wholeMs() + " ms"
                            : reason(e),
                    e);
        } finally {
            watch.cancel(false);
            thread.setContextClassLoader(before);
        }
    }

    private void send(Notice notice, TrackedSockets sockets) throws MessagingException, IOException {
        Session session = Session.getInstance(properties(sockets));
        MimeMessage message = new Identified(session, notice);
        message.setFrom(new InternetAddress(server.from()));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(address));
        message.setSubject(notice.subject(), StandardCharsets.UTF_8.name());
        message.setText(notice.text(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(notice.at()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.saveChanges();
        try (Transport transport = session.getTransport(server.security() == Security.TLS ? "smtps" : "smtp")) {
            if (server.user().isPresent()) {
                transport.connect(
                        server.user().get(),
                        PasswordFile.read(server.passwordFile().orElseThrow()));
            } else {
                transport.connect();
            }
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    private Properties properties(TrackedSockets sockets) throws IOException {
        String deadlineMs = String.valueOf(deadlines.answerMs());
        String protocol = server.security() == Security.TLS ? "mail.smtps." : "mail.smtp.";
        Properties properties = new Properties();
        properties.put(protocol + "host", server.host());
        properties.put(protocol + "port", String.valueOf(server.port()));
        properties.put(protocol + "connectiontimeout", deadlineMs);
        properties.put(protocol + "timeout", deadlineMs);
        properties.put(protocol + "auth", String.valueOf(server.user().isPresent()));
        // What the server answers to QUIT changes nothing.
        properties.put(protocol + "quitwait", "false");
        if (server.security() != Security.NONE) {
            properties.put(protocol + "ssl.checkserveridentity", "true");
            properties.put(
                    protocol + "ssl.socketFactory",
                    server.security() == Security.TLS
                            ? sockets
                            : server.files().context().getSocketFactory());
        }
        if (server.security() != Security.TLS) {
            properties.put(protocol + "socketFactory", sockets);
        }
        // Otherwise the library tries once more by other sockets, which trust others.
        properties.put(protocol + "socketFactory.fallback", "false");
        if (server.security() == Security.STARTTLS) {
            properties.put(protocol + "starttls.enable", "true");
            properties.put(protocol + "starttls.required", "true");
        }
        return properties;
    }

    /** What is behind a failure is often in the next exception only. */
    private static String reason(MessagingException failure) {
        return Optional.ofNullable(failure.getNextException())
                .map(cause -> failure.getMessage() + ": " + cause.getMessage())
                .orElseGet(() -> String.valueOf(failure.getMessage()))
                .replaceAll("\\s+", " ");
    }

    /** The library makes another id at each attempt, unless this one is kept. */
    private static final class Identified extends MimeMessage {
        private final Notice notice;

        Identified(Session session, Notice notice) {
            super(session);
            this.notice = notice;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + notice.id() + "@bms-gateway>");
        }
    }
}
