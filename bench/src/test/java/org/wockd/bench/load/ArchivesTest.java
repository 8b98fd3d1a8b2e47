package org.wockd.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;

class ArchivesTest {
    private static Node iq(String payload) throws Exception {
        return NodeReader.forClient().read(Frame.of("<iq type='result'>" + payload + "</iq>"));
    }

    @Test
    void aPageEndsWithTheIdOfItsFirstMessage() throws Exception {
        Archives.End end = Archives.End.in(iq("<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'>"
                + "<first>a</first><last>z</last><count>90</count></set></fin>"));

        assertThat(end.complete()).isFalse();
        assertThat(end.first()).isEqualTo("a");
        assertThat(end.count()).hasValue(90);
    }

    @Test
    void theLastPageIsComplete() throws Exception {
        Archives.End end = Archives.End.in(iq("<fin xmlns='urn:xmpp:mam:2' complete='true'/>"));

        assertThat(end.complete()).isTrue();
        assertThat(end.first()).isNull();
        assertThat(end.count()).isEmpty();
    }

    @Test
    void anotherAnswerIsNone() {
        assertThatThrownBy(() -> Archives.End.in(iq("<query xmlns='urn:xmpp:mam:2'/>")))
                .isInstanceOf(PayloadException.class);
    }
}
