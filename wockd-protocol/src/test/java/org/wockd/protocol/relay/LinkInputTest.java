package org.wockd.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wockd.protocol.relay.LinkInput.Arrival;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** Stanzas come to a relay that takes its time with some of them, and the core sends some again. */
class LinkInputTest {
    private final LinkInput input = new LinkInput();

    @BeforeEach
    void begin() {
        input.begin();
    }

    private static Node message(int number) {
        return Node.of(Namespaces.CLIENT, "message").with("id", "m" + number);
    }

    private Arrival comes(int number) {
        Arrival arrival = input.arrived(message(number));
        assertThat(arrival).as("m" + number).isNotNull();
        if (arrival == null) {
            throw new AssertionError();
        }
        return arrival;
    }

    private void comesAgain(int number) {
        assertThat(input.arrived(message(number))).as("m" + number).isNull();
    }

    @Test
    void onlyWhatIsDealtWithAndAllBeforeItIsAcknowledged() {
        Arrival first = comes(1);
        Arrival second = comes(2);
        input.done(second);
        assertThat(input.asked()).isZero();
        assertThat(input.progress()).isNull();
        input.done(first);
        assertThat(input.progress()).isEqualTo(2);
        assertThat(input.progress()).as("told already").isNull();
    }

    @Test
    void whatIsStillDealtWithIsRecognisedWhenItComesAgain() {
        input.done(comes(1));
        Arrival second = comes(2);
        Arrival third = comes(3);
        assertThat(input.resuming()).isEqualTo(1);
        input.done(third);
        comesAgain(2);
        comesAgain(3);
        Arrival fourth = comes(4);
        input.done(second);
        assertThat(input.asked()).isEqualTo(3);
        input.done(fourth);
        assertThat(input.asked()).isEqualTo(4);
    }

    @Test
    void aCoreThatHasForgottenSomeOfItCountsWithoutThem() {
        Arrival first = comes(1);
        Arrival second = comes(2);
        Arrival third = comes(3);
        assertThat(input.resuming()).isZero();
        comesAgain(1);
        comesAgain(3);
        Arrival fourth = comes(4);
        input.done(second);
        input.done(first);
        assertThat(input.asked()).isEqualTo(1);
        input.done(third);
        input.done(fourth);
        assertThat(input.asked()).isEqualTo(3);
    }

    @Test
    void afterSomethingNewNothingIsARepetition() {
        comes(1);
        assertThat(input.resuming()).isZero();
        comes(2);
        comes(1);
    }

    @Test
    void aBreakBeforeAllHasComeAgainChangesNothing() {
        comes(1);
        comes(2);
        comes(3);
        assertThat(input.resuming()).isZero();
        comesAgain(1);
        assertThat(input.resuming()).isZero();
        comesAgain(1);
        comesAgain(2);
        comesAgain(3);
        comes(4);
    }

    @Test
    void whereNobodyCountsNothingIsSentAgain() {
        comes(1);
        input.beginUncounted();
        comes(1);
    }
}
