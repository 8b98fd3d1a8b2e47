package org.wockd.core.web;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.account.AccountInvitation;
import org.wockd.core.store.Invitations.Invitation;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.service.HttpPages;
import org.wockd.protocol.service.HttpPages.Answer;

/** The page behind the link of an invitation (XEP-0401 §4.2). To look at it does not use the invitation up. */
public final class InvitationPage implements HttpPages.Pages {
    private static final Logger LOG = LoggerFactory.getLogger(InvitationPage.class);
    private static final Pattern PATH = Pattern.compile("/invite/([0-9a-f]{32})");

    private final AccountInvitation invitations;

    public InvitationPage(AccountInvitation invitations) {
        this.invitations = invitations;
    }

    @Override
    public Answer at(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return gone();
        }
        String token = matcher.group(1);
        try {
            Invitation invitation = invitations.lookUp(token);
            return invitation == null ? gone() : shown(invitation, invitations.uri(invitation, token));
        } catch (StoreException e) {
            LOG.warn("an invitation could not be looked up: {}", e.getMessage());
            return Html.page(
                    503, "Not now", "<p>The invitation cannot be looked up at the moment. Try again in a while.</p>");
        }
    }

    private static Answer gone() {
        return Html.page(
                404,
                "There is no such invitation",
                "<p>It was used already, its time is over, or the link is not complete. Ask for another one.</p>");
    }

    private static Answer shown(Invitation invitation, String uri) {
        String who = invitation.inviter() == null
                ? invitation.host()
                : invitation.inviter().toString();
        String name = invitation.localpart() == null
                ? ""
                : "<p>Your address will be <strong>" + Html.escaped(invitation.localpart() + "@" + invitation.host())
                        + "</strong>.</p>\n";
        return Html.page(200, who + " invites you to chat", """
                <p>The invitation is for one person, and good until %s.</p>
                %s<ol>
                <li><p>Install a client for XMPP, where you have none:
                <a rel="noreferrer" href="https://conversations.im">Conversations</a> (Android),
                <a rel="noreferrer" href="https://monal-im.org">Monal</a> (iPhone, iPad, Mac),
                <a rel="noreferrer" href="https://gajim.org">Gajim</a> (Windows, Linux),
                <a rel="noreferrer" href="https://dino.im">Dino</a> (Linux).</p></li>
                <li><p>Then come back here: <a class="open" href="%s">Accept the invitation</a></p></li>
                </ol>
                <p>Where nothing happens, give this to the client: <code>%s</code></p>
                """.formatted(
                Html.escaped(Instant.ofEpochMilli(invitation.expiresAt()).toString()),
                name,
                Html.escaped(uri),
                Html.escaped(uri)));
    }
}
