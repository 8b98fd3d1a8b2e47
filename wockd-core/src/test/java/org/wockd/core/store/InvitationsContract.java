package org.wockd.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.Invitations.Accepted;
import org.wockd.core.store.Invitations.Invitation;
import org.wockd.protocol.jid.Jid;

/** What every implementation of {@link Invitations} does: Romeo invites people to montague.example. */
public abstract class InvitationsContract extends StoresContract {
    private static final String HOST = "montague.example";
    private static final Jid BENVOLIO = Jid.parse("benvolio@montague.example");
    private static final Jid ABRAM = Jid.parse("abram@montague.example");

    private Invitation invitation(@Nullable String localpart) {
        return new Invitation(HOST, ROMEO, localpart, true, now.get() + 1_000);
    }

    @Test
    void anInvitationIsFoundByItsTokenAlsoAfterARestart() {
        stores.invitations().add("token", invitation(null), 5);
        reopen();
        assertThat(stores.invitations().find("token")).isEqualTo(invitation(null));
        assertThat(stores.invitations().find("another")).isNull();
    }

    @Test
    void theServerItselfInvitesToo() {
        Invitation own = new Invitation(HOST, null, "benvolio", false, now.get() + 1_000);
        stores.invitations().add("token", own, 5);
        assertThat(stores.invitations().find("token")).isEqualTo(own);
    }

    @Test
    void itMakesOneAccount() {
        stores.invitations().add("token", invitation(null), 5);

        assertThat(stores.invitations().accept("token", BENVOLIO, Map.of())).isEqualTo(Accepted.MADE);
        assertThat(stores.invitations().accept("token", ABRAM, Map.of())).isEqualTo(Accepted.USED);

        assertThat(stores.accounts().exists(BENVOLIO)).isTrue();
        assertThat(stores.accounts().exists(ABRAM)).isFalse();
        assertThat(stores.invitations().find("token")).isNull();
    }

    @Test
    void aNameThatIsTakenDoesNotUseItUp() {
        stores.accounts().create(BENVOLIO, Map.of());
        stores.invitations().add("token", invitation(null), 5);

        assertThat(stores.invitations().accept("token", BENVOLIO, Map.of())).isEqualTo(Accepted.TAKEN);

        assertThat(stores.invitations().find("token")).isNotNull();
    }

    @Test
    void itsTimeEndsButWhoHasShownItMayFinish() {
        stores.invitations().add("token", invitation("benvolio"), 5);
        assertThat(stores.invitations().reserves(BENVOLIO)).isTrue();
        assertThat(stores.invitations().reserves(ABRAM)).isFalse();

        now.addAndGet(1_000);

        assertThat(stores.invitations().find("token")).isNull();
        assertThat(stores.invitations().reserves(BENVOLIO)).isFalse();
        stores.invitations().add("another", invitation(null), 5);
        assertThat(stores.invitations().accept("token", BENVOLIO, Map.of())).isEqualTo(Accepted.MADE);
    }

    @Test
    void oldOnesAreForgotten() {
        stores.invitations().add("token", invitation(null), 5);
        now.addAndGet(4_000_000);
        stores.invitations().add("another", invitation(null), 5);
        assertThat(stores.invitations().accept("token", BENVOLIO, Map.of())).isEqualTo(Accepted.USED);
    }

    @Test
    void oneMayHaveSoManyOpen() {
        stores.invitations().add("first", invitation(null), 2);
        stores.invitations().add("second", invitation(null), 2);
        assertThatThrownBy(() -> stores.invitations().add("third", invitation(null), 2))
                .isInstanceOf(LimitExceeded.class)
                .hasMessageContaining("2 invitations");
        assertThat(stores.invitations().find("third")).isNull();

        now.addAndGet(1_000);
        stores.invitations().add("fourth", invitation(null), 2);
        assertThat(stores.invitations().find("fourth")).isNotNull();
    }

    @Test
    void whoLeavesInvitesNoLonger() {
        stores.accounts().create(ROMEO, Map.of());
        stores.invitations().add("token", invitation(null), 5);
        stores.accounts().delete(ROMEO);
        assertThat(stores.invitations().find("token")).isNull();
    }
}
