package org.wockd.core.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.LocalSessions;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.StoreException.Code;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.Database;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;

final class BacklogsTest {
    private static final Jid ROMEO = Jid.parse("romeo@montague.example");
    private static final Jid PHONE = Jid.parse("romeo@montague.example/phone");
    private static final Jid LAPTOP = Jid.parse("romeo@montague.example/laptop");
    private static final Jid JULIET = Jid.parse("juliet@capulet.example");

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CompletableFuture<Void> note = new CompletableFuture<>();
    private final List<Long> sent = new ArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private int priority;
    private Runnable whileOneLooks = () -> {};

    /** An object that does what another does, but for methods of one name. */
    private static <T> T like(Class<T> type, Object real, String name, UnaryOperator<Object> other) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (!method.getName().equals(name)) {
                        return call(real, method, arguments);
                    }
                    return other.apply(real);
                }));
    }

    private static @Nullable Object call(Object real, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private Session client() {
        return client(PHONE, sent, () -> priority, () -> CompletableFuture.completedFuture(null));
    }

    private static Session client(
            Jid jid, List<Long> sent, IntSupplier priority, Supplier<CompletableFuture<Void>> flushed) {
        Attachment.Values attachments = new Attachment.Values();
        return (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(),
                new Class<?>[] {Session.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "jid" -> jid;
                    case "priority" -> priority.getAsInt();
                    case "send" -> {
                        sent.add((Long) arguments[1]);
                        yield null;
                    }
                    case "flushed" -> flushed.get();
                    case "attachment" -> attachments.get((Attachment<?>) arguments[0]);
                    case "equals" -> jid.equals(((Session) arguments[0]).jid());
                    case "hashCode" -> jid.hashCode();
                    default -> throw new AssertionError(method + " is not expected");
                });
    }

    private interface Case {
        void run(Backlogs backlogs, LocalSessions all, Stores stores) throws Exception;
    }

    private interface PhoneCase {
        void run(Backlogs backlogs, Session phone, Stores stores);
    }

    private void with(PhoneCase test) throws Exception {
        withSessions((backlogs, all, stores) -> {
            Session phone = client();
            all.bind(phone);
            test.run(backlogs, phone, stores);
        });
    }

    /** With a store, and the executor of the thread that calls. */
    private void withSessions(Case test) throws Exception {
        try (Database database =
                        Database.open(Database.sqlite(folder.resolve("core.db")), SqlStores.MIGRATIONS, meters);
                Stores stores = SqlStores.open(database, StoreLimits.defaults(), InstantSource.system(), meters)) {
            LocalSessions all = new LocalSessions(5, meters);
            Mailbox full = like(Mailbox.class, stores.mailbox(), "delivered", _ -> note);
            Sessions watched = like(Sessions.class, all, "of", _ -> {
                looks.incrementAndGet();
                whileOneLooks.run();
                return all.of(ROMEO);
            });
            test.run(
                    new Backlogs(
                            full,
                            watched,
                            Runnable::run,
                            new Backlogs.Patience(Duration.ofSeconds(1), Duration.ofMillis(10)),
                            new LateRefusals(Runnable::run, _ -> {}),
                            new ArchiveIds(stores.archive())),
                    all,
                    stores);
        }
    }

    private static long append(Stores stores) {
        byte[] octets = "<message xmlns='jabber:client' from='juliet@capulet.example' to='romeo@montague.example'/>"
                .getBytes(StandardCharsets.UTF_8);
        return stores.mailbox()
                .append(Entry.waiting(ROMEO, JULIET, Kind.MESSAGE, 1_000, octets, null))
                .id();
    }

    @Test
    void whatAClientHasGotIsNotHandedOutAgainThoughItIsNotNotedJustWhileSomebodyLooks() throws Exception {
        with((backlogs, phone, stores) -> {
            long row = append(stores);
            backlogs.deliver(phone);
            assertThat(sent).containsExactly(row);
            backlogs.delivered(phone, row);
            whileOneLooks = () -> note.completeExceptionally(new StoreException(Code.FULL, "There is no room.", null));
            backlogs.deliver(phone);

            assertThat(note).isCompletedExceptionally();
            assertThat(sent).containsExactly(row);
        });
    }

    @Test
    void whoComesAndForWhomNothingCameMeanwhileIsLookedAfterOnce() throws Exception {
        with((backlogs, phone, _) -> {
            backlogs.coming(phone);
            backlogs.came(phone);
            assertThat(looks).hasValue(1);
            backlogs.inTurn(ROMEO, waits -> assertThat(waits).isNull());
        });
    }

    @Test
    void aLookThatFailsLeavesNothingWaitingForIt() throws Exception {
        with((backlogs, phone, _) -> {
            whileOneLooks = () -> {
                throw new IllegalArgumentException("a row that nobody can read");
            };
            // Its thread fails, which is that of the test here.
            assertThatThrownBy(() -> backlogs.coming(phone)).hasMessageContaining("nobody can read");
            whileOneLooks = () -> {};
            backlogs.came(phone);
            backlogs.inTurn(ROMEO, waits -> assertThat(waits).isNull());
        });
    }

    @Test
    void whatCameMeanwhileIsSentToWhoHasCome() throws Exception {
        with((backlogs, phone, stores) -> {
            priority = -1;
            backlogs.coming(phone);
            long row = append(stores);
            backlogs.inTurn(ROMEO, waits -> Objects.requireNonNull(waits).add(row));
            assertThat(sent).isEmpty();
            priority = 0;
            backlogs.came(phone);
            assertThat(sent).containsExactly(row);
        });
    }

    @Test
    void whatAnotherLostMeanwhileIsSentToWhoHasCome() throws Exception {
        with((backlogs, phone, stores) -> {
            long row = append(stores);
            backlogs.underWay(phone, row);
            priority = -1;
            backlogs.coming(phone);
            assertThat(sent).isEmpty();
            backlogs.lost(phone, row);
            assertThat(sent).isEmpty();
            priority = 0;
            backlogs.came(phone);
            assertThat(sent).containsExactly(row);
        });
    }

    @Test
    void whatAClientDoesNotTakeGoesToOneThatHasComeMeanwhile() throws Exception {
        withSessions((backlogs, all, stores) -> {
            List<Long> taken = new ArrayList<>();
            Session laptop = client(LAPTOP, taken, () -> priority, () -> CompletableFuture.completedFuture(null));
            Session phone = client(PHONE, sent, () -> 0, () -> {
                // Nothing of it goes out any more; just then the laptop comes.
                backlogs.coming(laptop);
                priority = 0;
                backlogs.came(laptop);
                return new CompletableFuture<>();
            });
            priority = -1;
            all.bind(phone);
            all.bind(laptop);
            List<Long> rows = Stream.generate(() -> append(stores)).limit(60).toList();
            backlogs.deliver(phone);

            assertThat(sent).isNotEmpty().doesNotContain(rows.getLast());
            assertThat(Stream.concat(sent.stream(), taken.stream())).containsExactlyElementsOf(rows);
            backlogs.inTurn(ROMEO, waits -> assertThat(waits).isNull());
        });
    }

    @Test
    void aClientThatTookNothingAndAsksAgainIsSentTheRest() throws Exception {
        AtomicReference<Runnable> ask = new AtomicReference<>();
        withSessions((backlogs, all, stores) -> {
            Session phone = client(PHONE, sent, () -> 0, () -> {
                Runnable once = ask.getAndSet(null);
                if (once == null) {
                    return CompletableFuture.completedFuture(null);
                }
                once.run();
                return new CompletableFuture<>();
            });
            ask.set(() -> backlogs.deliver(phone));
            all.bind(phone);
            List<Long> rows = Stream.generate(() -> append(stores)).limit(60).toList();
            backlogs.deliver(phone);

            assertThat(sent).containsExactlyElementsOf(rows);
            backlogs.inTurn(ROMEO, waits -> assertThat(waits).isNull());
        });
    }

    @Test
    void whatWasFoundInTheStoreIsNotSentOnceMoreByWhoStoredIt() throws Exception {
        with((backlogs, phone, stores) -> {
            long row = append(stores);
            backlogs.deliver(phone);
            Message message = new Message(JULIET, ROMEO, null, Message.Type.CHAT, null, Content.EMPTY);
            backlogs.hand(message, row, ROMEO, List.of(phone));
            assertThat(sent).containsExactly(row);
        });
    }
}
