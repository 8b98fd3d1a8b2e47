package org.wockd.protocol.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xml.Node;

/** Alice sends, and each of her stanzas has one way and one end. */
class PathTest {
    private static final Jid ALICE = Jid.parse("alice@looking.glass/wood");
    private static final Jid BOB = Jid.parse("bob@looking.glass");

    private final Rules rules = new Rules();
    private final List<String> went = new ArrayList<>();
    private final List<Stanza> answers = new ArrayList<>();
    private int decisions;
    private boolean quick = true;
    private boolean refused;

    private Path.Way decide(Stanza stanza) {
        decisions++;
        boolean now = quick;
        return new Path.Way() {
            @Override
            public boolean isQuick() {
                return now;
            }

            @Override
            public void go() {
                if (refused) {
                    throw new StanzaErrorException(Condition.SERVICE_UNAVAILABLE, "nobody is there");
                }
                went.add(now ? "session" : "mailbox");
            }
        };
    }

    private Path.Plan plan(Stanza stanza) {
        Path path = new Path(List.of(), rules, "looking.glass"::equals, this::decide);
        Path.Plan plan = path.plan(stanza, answers::add);
        assertThat(plan).isNotNull();
        return java.util.Objects.requireNonNull(plan);
    }

    private static Message hello() {
        return Message.chat(ALICE, BOB, "m1", "hello");
    }

    private static Iq question() {
        return Iq.request(Iq.Type.GET, BOB, "q1", Node.of("urn:example", "q")).from(ALICE);
    }

    @Test
    void whatWasPlannedToBeQuickStaysSoWhenTheReceiverGoesAwayInBetween() {
        Path.Plan plan = plan(hello());

        assertThat(plan.isQuick()).isTrue();
        quick = false;
        plan.run();

        assertThat(went).containsExactly("session");
        assertThat(decisions).isOne();
    }

    @Test
    void aQuickRuleThatYieldsTheDefaultGoesTheWayThatWasPlanned() {
        rules.message().quickly(Incoming::yieldDefault);
        Path.Plan plan = plan(hello());

        assertThat(plan.isQuick()).isTrue();
        quick = false;
        plan.run();

        assertThat(went).containsExactly("session");
    }

    @Test
    void aHandlerThatThrowsAnErrorIsAnswered() {
        rules.iq().then(in -> {
            throw new AssertionError("a mistake");
        });
        plan(question()).run();

        assertThat(answers)
                .singleElement()
                .satisfies(answer -> assertThat(answer.error().condition()).isEqualTo(Condition.INTERNAL_SERVER_ERROR));
    }

    @Test
    void aHandlerThatFailsAfterItsAnswerDoesNotAnswerTwice() {
        rules.iq().then(in -> {
            in.yieldResult();
            throw new IllegalStateException("a mistake");
        });
        plan(question()).run();

        assertThat(answers).singleElement().matches(answer -> !answer.isError());
    }

    @Test
    void aHandlerThatFailsAfterItPassedAStanzaOnDoesNotRefuseIt() {
        rules.iq().then(in -> {
            in.yieldDefault();
            throw new IllegalStateException("a mistake");
        });
        plan(question()).run();

        assertThat(went).containsExactly("session");
        assertThat(answers).isEmpty();
    }

    @Test
    void aRefusalOnTheDefaultWayIsAnswered() {
        refused = true;
        plan(question()).run();

        assertThat(answers)
                .singleElement()
                .satisfies(answer -> assertThat(answer.error().condition()).isEqualTo(Condition.SERVICE_UNAVAILABLE));
    }

    @Test
    void onlyWhoIsServedHasAnAccountOfItsOwn() {
        Target.Hosts hosts = "looking.glass"::equals;
        Jid stranger = Jid.parse("x@torrent.looking.glass");

        assertThat(Target.of(ALICE, ALICE.bare(), hosts)).isEqualTo(Target.SELF);
        assertThat(Target.of(ALICE, BOB, hosts)).isEqualTo(Target.ACCOUNT);
        assertThat(Target.of(stranger, stranger, hosts)).isEqualTo(Target.ELSEWHERE);
    }
}
