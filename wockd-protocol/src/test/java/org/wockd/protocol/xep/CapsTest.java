package org.wockd.protocol.xep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapsTest {
    // XEP-0115 §5.2
    private static final Disco.InfoQuery EXODUS = new Disco.InfoQuery(
            null,
            List.of(Disco.Identity.of("client", "pc", "Exodus 0.9.1")),
            List.of(
                    "http://jabber.org/protocol/muc",
                    "http://jabber.org/protocol/disco#items",
                    "http://jabber.org/protocol/caps",
                    "http://jabber.org/protocol/disco#info"),
            List.of());
    private static final String EXODUS_VER = "QgayPKawpkPSDYmwT/WM94uAlu0=";

    // XEP-0115 §5.3
    private static final String PSI = """
            <query xmlns='http://jabber.org/protocol/disco#info'
                   node='http://psi-im.org#q07IKJEyjvHSyhy//CH0CxmKi8w='>
              <identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
              <identity xml:lang='el' category='client' name='&#936; 0.11' type='pc'/>
              <feature var='http://jabber.org/protocol/caps'/>
              <feature var='http://jabber.org/protocol/disco#info'/>
              <feature var='http://jabber.org/protocol/disco#items'/>
              <feature var='http://jabber.org/protocol/muc'/>
              <x xmlns='jabber:x:data' type='result'>
                <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
                <field var='software_version'><value>0.11</value></field>
                <field var='ip_version' type='text-multi'><value>ipv6</value><value>ipv4</value></field>
                <field var='os'><value>Mac</value></field>
                <field var='os_version'><value>10.5.1</value></field>
                <field var='software'><value>Psi</value></field>
              </x>
            </query>""";
    private static final Caps PSI_CAPS = new Caps("http://psi-im.org", "sha-1", "q07IKJEyjvHSyhy//CH0CxmKi8w=");

    private static Disco.InfoQuery info(String xml) throws PayloadException {
        return Disco.InfoQuery.parse(Xml.read(xml));
    }

    @Test
    void theSimpleExampleOfTheXep() {
        assertThat(Caps.of("http://code.google.com/p/exodus", EXODUS).toNode())
                .hasToString("<c xmlns='http://jabber.org/protocol/caps' hash='sha-1'"
                        + " node='http://code.google.com/p/exodus' ver='" + EXODUS_VER + "'/>");
    }

    @Test
    void theComplexExampleOfTheXep() throws PayloadException {
        assertThat(PSI_CAPS.check(info(PSI))).isEqualTo(Caps.Check.VALID);
        assertThat(PSI_CAPS.discoNode()).isEqualTo("http://psi-im.org#q07IKJEyjvHSyhy//CH0CxmKi8w=");
    }

    @Test
    void capsAreReadFromAPresence() throws PayloadException {
        String c = "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='" + EXODUS_VER + "'/>";

        assertThat(Caps.in(Xml.read("<presence>" + c + "</presence>"))).isEqualTo(new Caps("n", "sha-1", EXODUS_VER));
        assertThat(Caps.in(Xml.read("<presence/>"))).isNull();
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> Caps.parse(Xml.read("<c xmlns='http://jabber.org/protocol/caps' node='n'/>")));
    }

    @Test
    void aLieIsFoundOut() throws PayloadException {
        assertThat(PSI_CAPS.check(info(PSI.replace("protocol/muc", "protocol/evil"))))
                .isEqualTo(Caps.Check.MISMATCH);
        assertThat(PSI_CAPS.check(info(PSI.replace("Mac", "BeOS")))).isEqualTo(Caps.Check.MISMATCH);
        assertThat(PSI_CAPS.check(EXODUS)).isEqualTo(Caps.Check.MISMATCH);
    }

    @Test
    void anotherHashOrNoneProvesNothing() throws PayloadException {
        assertThat(new Caps("n", "sha-512", PSI_CAPS.ver()).check(info(PSI))).isEqualTo(Caps.Check.UNVERIFIABLE);
        assertThat(new Caps("n", null, "0.11").check(info(PSI))).isEqualTo(Caps.Check.UNVERIFIABLE);
    }

    /** XEP-0115 §5.4, rules 3.3 to 3.5: whatever the hash says. */
    @Test
    void whatIsSaidTwiceIsIllFormed() throws PayloadException {
        List<String> twice = new ArrayList<>(EXODUS.features());
        twice.add(twice.getFirst());
        Disco.InfoQuery features = new Disco.InfoQuery(null, EXODUS.identities(), twice, List.of());
        assertThat(Caps.of("n", features).check(features)).isEqualTo(Caps.Check.ILL_FORMED);

        Disco.Identity pc = EXODUS.identities().getFirst();
        Disco.InfoQuery identities = new Disco.InfoQuery(null, List.of(pc, pc), EXODUS.features(), List.of());
        assertThat(Caps.of("n", identities).check(identities)).isEqualTo(Caps.Check.ILL_FORMED);

        DataForm form = DataForm.result().typed("urn:x");
        Disco.InfoQuery forms = new Disco.InfoQuery(null, List.of(), List.of(), List.of(form, form));
        assertThat(Caps.of("n", forms).check(forms)).isEqualTo(Caps.Check.ILL_FORMED);

        Disco.InfoQuery types = info(PSI.replace("softwareinfo<", "softwareinfo</value><value>urn:x<"));
        assertThat(Caps.of("n", types).check(types)).isEqualTo(Caps.Check.ILL_FORMED);
        Disco.InfoQuery sameTypes =
                info(PSI.replace("softwareinfo<", "softwareinfo</value><value>urn:xmpp:dataforms:softwareinfo<"));
        assertThat(PSI_CAPS.check(sameTypes)).isEqualTo(Caps.Check.VALID);
    }

    /** XEP-0115 §5.4, rule 3.6. */
    @Test
    void aFormWithoutAHiddenFormTypeIsIgnored() throws PayloadException {
        String form = "<x xmlns='jabber:x:data' type='result'>%s<field var='a'><value>b</value></field></x></query>";

        assertThat(PSI_CAPS.check(info(PSI.replace("</query>", form.formatted("")))))
                .isEqualTo(Caps.Check.VALID);
        assertThat(PSI_CAPS.check(info(PSI.replace(
                        "</query>", form.formatted("<field var='FORM_TYPE'><value>urn:x</value></field>")))))
                .isEqualTo(Caps.Check.VALID);
        assertThat(PSI_CAPS.check(info(PSI.replace(
                        "</query>",
                        form.formatted("<field var='FORM_TYPE' type='hidden'><value>urn:x</value></field>")))))
                .isEqualTo(Caps.Check.MISMATCH);
    }

    /** XEP-0115 §5.1: "&amp;lt;" must not become "<". */
    @Test
    void anEscapedSignIsNotASeparator() throws PayloadException {
        Disco.InfoQuery honest = info(
                "<query xmlns='http://jabber.org/protocol/disco#info'><feature var='a'/><feature var='b'/></query>");
        Disco.InfoQuery attack =
                info("<query xmlns='http://jabber.org/protocol/disco#info'><feature var='a&amp;lt;b'/></query>");

        assertThat(Caps.of("n", honest).check(attack)).isEqualTo(Caps.Check.MISMATCH);
    }

    /** U+FF00 sorts before U+10000 in UTF-8, and after it in UTF-16. */
    @Test
    void theOrderIsThatOfOctets() {
        Disco.InfoQuery one = new Disco.InfoQuery(null, List.of(), List.of("\uFF00", "\uD800\uDC00"), List.of());

        // base64 of SHA-1 of the octets EF BC 80 3C F0 90 80 80 3C
        assertThat(Caps.verification(one)).isEqualTo("A7Rlzp9KCvwrOafSs2/x2sHx490=");
    }
}
