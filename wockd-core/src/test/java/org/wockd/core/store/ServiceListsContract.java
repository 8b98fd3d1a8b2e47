package org.wockd.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.ServiceLists.Name;
import org.wockd.protocol.jid.Jid;

/** What every implementation of {@link ServiceLists} does. */
public abstract class ServiceListsContract extends StoresContract {

    @Test
    void aListIsWhatItWasSetToLastAlsoAfterARestart() {
        assertThat(stores.lists().get(Name.BLOCKED)).isEmpty();
        stores.lists().set(Name.BLOCKED, Set.of(PARIS, JULIET));
        stores.lists().set(Name.ALLOWED, Set.of(Jid.parse("capulet.example")));
        stores.lists().set(Name.BLOCKED, Set.of(PARIS, Jid.parse("verona.example/square")));
        reopen();
        assertThat(stores.lists().get(Name.BLOCKED))
                .containsExactlyInAnyOrder(PARIS, Jid.parse("verona.example/square"));
        assertThat(stores.lists().get(Name.ALLOWED)).containsExactly(Jid.parse("capulet.example"));
        assertThat(stores.lists().get(Name.ADMINS)).isEmpty();
    }

    @Test
    void aListThatIsTooLongIsRefusedAndTheOldOneStays() {
        stores.lists().set(Name.ALLOWED, Set.of(PARIS));
        Set<Jid> many = IntStream.rangeClosed(0, ServiceLists.MOST)
                .mapToObj(i -> Jid.parse("host" + i + ".example"))
                .collect(Collectors.toSet());
        assertThatThrownBy(() -> stores.lists().set(Name.ALLOWED, many))
                .isInstanceOf(LimitExceeded.class)
                .hasMessageContaining("1000 addresses");
        assertThat(stores.lists().get(Name.ALLOWED)).containsExactly(PARIS);
    }

    @Test
    void whoseAccountIsDeletedIsNoAdministratorAnyMore() {
        stores.accounts().create(ROMEO, Map.of());
        stores.lists().set(Name.ADMINS, Set.of(ROMEO, JULIET));
        stores.accounts().delete(ROMEO);
        assertThat(stores.lists().get(Name.ADMINS)).containsExactly(JULIET);
    }
}
