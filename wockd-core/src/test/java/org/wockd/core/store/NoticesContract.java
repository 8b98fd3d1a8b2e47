package org.wockd.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.Notices.Kind;

/** What every implementation of {@link Notices} does: Romeo and Juliet have accounts. */
public abstract class NoticesContract extends StoresContract {

    @BeforeEach
    void settle() {
        stores.accounts().create(ROMEO, Map.of());
        stores.accounts().create(JULIET, Map.of());
    }

    @Test
    void nothingIsSaidAtFirst() {
        assertThat(stores.notices().text(Kind.MOTD)).isNull();
        assertThat(stores.notices().edit(Kind.MOTD, "new")).isFalse();
        assertThat(stores.notices().due(ROMEO)).isEmpty();
        assertThat(stores.notices().due(NURSE)).isEmpty();
        stores.notices().delete(Kind.MOTD);
    }

    @Test
    void everybodyHearsTheMessageOfTheDayOnce() {
        stores.notices().set(Kind.MOTD, "A feast!");
        reopen();
        assertThat(stores.notices().text(Kind.MOTD)).isEqualTo("A feast!");
        assertThat(stores.notices().due(ROMEO)).containsExactly("A feast!");
        assertThat(stores.notices().due(ROMEO)).isEmpty();
        reopen();
        assertThat(stores.notices().due(ROMEO)).isEmpty();
        assertThat(stores.notices().due(JULIET)).containsExactly("A feast!");
    }

    @Test
    void aNewOneIsNewsToAllAndACorrectedOneToThoseAloneWhoHaveNotHeardIt() {
        stores.notices().set(Kind.MOTD, "A feest!");
        assertThat(stores.notices().due(ROMEO)).containsExactly("A feest!");
        assertThat(stores.notices().edit(Kind.MOTD, "A feast!")).isTrue();
        assertThat(stores.notices().due(ROMEO)).isEmpty();
        assertThat(stores.notices().due(JULIET)).containsExactly("A feast!");

        // Also where the clock stands still.
        stores.notices().set(Kind.MOTD, "It is over.");
        assertThat(stores.notices().due(ROMEO)).containsExactly("It is over.");
    }

    @Test
    void whatWasTakenBackNobodyHearsAndTheNextOneAllDo() {
        stores.notices().set(Kind.MOTD, "A feast!");
        assertThat(stores.notices().due(ROMEO)).hasSize(1);
        stores.notices().delete(Kind.MOTD);
        assertThat(stores.notices().text(Kind.MOTD)).isNull();
        assertThat(stores.notices().due(JULIET)).isEmpty();
        assertThat(stores.notices().edit(Kind.MOTD, "no")).isFalse();
        stores.notices().set(Kind.MOTD, "Another!");
        assertThat(stores.notices().due(ROMEO)).containsExactly("Another!");
    }

    @Test
    void onlyWhoIsNewIsWelcomed() {
        assertThat(stores.notices().due(ROMEO)).isEmpty();
        stores.notices().set(Kind.WELCOME, "Welcome!");
        stores.notices().set(Kind.MOTD, "A feast!");
        assertThat(stores.notices().due(ROMEO)).containsExactly("A feast!");
        assertThat(stores.notices().due(JULIET)).containsExactly("Welcome!", "A feast!");
        assertThat(stores.notices().due(JULIET)).isEmpty();

        stores.accounts().delete(JULIET);
        stores.accounts().create(JULIET, Map.of());
        assertThat(stores.notices().due(JULIET)).containsExactly("Welcome!", "A feast!");
    }
}
