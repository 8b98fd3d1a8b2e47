package org.wockd.core.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.Accounts.Account;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.protocol.jid.Jid;

/** What every implementation of {@link Accounts} does. */
public abstract class AccountsContract extends StoresContract {

    private static final Map<Hash, ScramKeys> KEYS =
            Map.of(Hash.SHA_1, keys(Hash.SHA_1, 1), Hash.SHA_256, keys(Hash.SHA_256, 2));

    private static ScramKeys keys(Hash hash, int fill) {
        byte[] octets = new byte[20];
        Arrays.fill(octets, (byte) fill);
        octets[0] = 0;
        octets[1] = (byte) 0xff;
        return new ScramKeys(hash, octets, 4096 + fill, octets, octets);
    }

    @Test
    void nobodyIsThereAtFirst() {
        assertThat(stores.accounts().exists(ROMEO)).isFalse();
        assertThat(stores.accounts().account(ROMEO)).isNull();
        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_1)).isNull();
        assertThat(stores.accounts().setKeys(ROMEO, KEYS)).isFalse();
        assertThat(stores.accounts().delete(ROMEO)).isFalse();
        assertThat(stores.accounts().list("montague.example", null, 10)).isEmpty();
    }

    @Test
    void anAccountSurvivesARestart() {
        assertThat(stores.accounts().create(ROMEO, KEYS)).isTrue();
        reopen();
        assertThat(stores.accounts().exists(Jid.parse("romeo@montague.example/orchard")))
                .isTrue();
        assertThat(stores.accounts().account(ROMEO)).isEqualTo(new Account(ROMEO, now.get(), null, null));
        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_1)).isEqualTo(KEYS.get(Hash.SHA_1));
        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_256)).isEqualTo(KEYS.get(Hash.SHA_256));
        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_512)).isNull();
    }

    @Test
    void aSecondCreationChangesNothing() {
        stores.accounts().create(ROMEO, KEYS);
        assertThat(stores.accounts().create(ROMEO, Map.of(Hash.SHA_1, keys(Hash.SHA_1, 9))))
                .isFalse();
        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_1)).isEqualTo(KEYS.get(Hash.SHA_1));
    }

    @Test
    void aNewPasswordLeavesNoKeyOfTheOldOne() {
        stores.accounts().create(ROMEO, KEYS);
        ScramKeys fresh = keys(Hash.SHA_512, 7);
        assertThat(stores.accounts().setKeys(ROMEO, Map.of(Hash.SHA_512, fresh)))
                .isTrue();
        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_1)).isNull();
        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_256)).isNull();
        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_512)).isEqualTo(fresh);
    }

    @Test
    void aLoginIsNoted() {
        stores.accounts().create(ROMEO, KEYS);
        stores.accounts().loggedIn(ROMEO, 1_700_000_000_123L).join();
        stores.accounts().loggedIn(JULIET, 5).join();
        assertThat(stores.accounts().account(ROMEO)).isEqualTo(new Account(ROMEO, now.get(), 1_700_000_000_123L, null));
        assertThat(stores.accounts().exists(JULIET)).isFalse();
    }

    @Test
    void nobodyLogsInToADisabledAccountAndNothingElseOfItChanges() {
        stores.accounts().create(ROMEO, KEYS);
        stores.accounts().create(JULIET, KEYS);
        stores.rosters().upsert(ROMEO, friend(JULIET));

        assertThat(stores.accounts().setDisabled(ROMEO, true)).isTrue();
        assertThat(stores.accounts().setDisabled(NURSE, true)).isFalse();

        reopen();
        assertThat(stores.accounts().account(ROMEO)).isEqualTo(new Account(ROMEO, now.get(), null, now.get()));
        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_1)).isEqualTo(KEYS.get(Hash.SHA_1));
        assertThat(stores.rosters().get(ROMEO).items()).hasSize(1);
        assertThat(stores.accounts().countDisabled("montague.example")).isEqualTo(1);
        assertThat(stores.accounts().countDisabled("capulet.example")).isZero();
        assertThat(stores.accounts().listDisabled("montague.example", 5))
                .extracting(Account::jid)
                .containsExactly(ROMEO);

        assertThat(stores.accounts().setDisabled(ROMEO, false)).isTrue();
        assertThat(stores.accounts().account(ROMEO)).isEqualTo(new Account(ROMEO, now.get(), null, null));
        assertThat(stores.accounts().listDisabled("montague.example", 5)).isEmpty();
    }

    @Test
    void aHostIsListedInPages() {
        for (String name : List.of("juliet", "nurse", "tybalt")) {
            stores.accounts().create(Jid.parse(name + "@capulet.example"), KEYS);
        }
        stores.accounts().create(ROMEO, KEYS);
        assertThat(stores.accounts().count("capulet.example")).isEqualTo(3);
        assertThat(stores.accounts().count("verona.example")).isZero();
        assertThat(stores.accounts().list("capulet.example", null, 2))
                .extracting(Account::jid)
                .containsExactly(JULIET, NURSE);
        assertThat(stores.accounts().list("capulet.example", "nurse", 2))
                .extracting(Account::jid)
                .containsExactly(Jid.parse("tybalt@capulet.example"));
        assertThat(stores.accounts().list("capulet.example", "tybalt", 2)).isEmpty();
    }

    @Test
    void nothingOfADeletedAccountIsLeftToTheNextOneOfThatName() {
        stores.accounts().create(ROMEO, KEYS);
        stores.rosters().upsert(ROMEO, friend(JULIET, "Love"));
        stores.rosters().remove(ROMEO, JULIET);
        stores.rosters().upsert(ROMEO, friend(NURSE, "Help"));
        stores.rosters().putRequest(ROMEO, PARIS, "<presence type='subscribe'/>", 1);
        stores.mailbox().append(Entry.waiting(ROMEO, JULIET, Kind.MESSAGE, now.get(), new byte[] {1}, "a"));
        stores.mailbox().append(Entry.waiting(JULIET, ROMEO, Kind.MESSAGE, now.get(), new byte[] {1}, "a"));

        assertThat(stores.accounts().delete(ROMEO)).isTrue();
        assertThat(stores.accounts().create(ROMEO, Map.of(Hash.SHA_512, keys(Hash.SHA_512, 7))))
                .isTrue();

        assertThat(stores.accounts().keys(ROMEO, Hash.SHA_1)).isNull();
        assertThat(stores.rosters().get(ROMEO).items()).isEmpty();
        assertThat(stores.rosters().requests(ROMEO)).isEmpty();
        assertThat(stores.mailbox().pending(ROMEO, 0, 10)).isEmpty();
        assertThat(stores.mailbox().waiting(ROMEO)).isZero();
        assertThat(stores.mailbox().pending(JULIET, 0, 10)).hasSize(1);
        stores.rosters().upsert(ROMEO, friend(NURSE));
        assertThat(requireNonNull(stores.rosters().item(ROMEO, NURSE)).groups()).isEmpty();
    }

    @Test
    void whatCameAfterADeletionIsNotForTheNextOneOfThatName() {
        stores.accounts().create(ROMEO, KEYS);
        stores.accounts().delete(ROMEO);
        stores.mailbox().append(Entry.waiting(ROMEO, JULIET, Kind.MESSAGE, now.get(), new byte[] {1}, "late"));

        stores.accounts().create(ROMEO, KEYS);

        assertThat(stores.mailbox().pending(ROMEO, 0, 10)).isEmpty();
        stores.mailbox().append(Entry.waiting(ROMEO, JULIET, Kind.MESSAGE, now.get(), new byte[] {1}, "his"));
        assertThat(stores.accounts().create(ROMEO, KEYS)).isFalse();
        assertThat(stores.mailbox().pending(ROMEO, 0, 10)).hasSize(1);
    }

    private static RosterItem friend(Jid contact, String... groups) {
        return new RosterItem(contact, null, Subscription.BOTH, false, false, List.of(groups));
    }

    @Test
    void aDomainIsNoAccount() {
        assertThat(stores.accounts().exists(Jid.parse("montague.example"))).isFalse();
        assertThatThrownBy(() -> stores.accounts().create(Jid.parse("montague.example"), KEYS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("montague.example");
    }
}
