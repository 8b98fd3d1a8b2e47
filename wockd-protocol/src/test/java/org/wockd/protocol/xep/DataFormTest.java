package org.wockd.protocol.xep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wockd.protocol.jid.Jid;

/** Romeo makes a bot (XEP-0004 §5.1), as it should go and as it should not. */
class DataFormTest {

    private static final DataForm QUESTION = DataForm.form()
            .titled("Bot Configuration")
            .instructed("Fill out this form to configure your new bot!")
            .typed("jabber:bot")
            .plus(
                    FormField.fixed("Section 1: Bot Info"),
                    FormField.text("botname").labelled("The name of your bot"),
                    FormField.lines("description").labelled("Helpful description of your bot"),
                    FormField.bool("public").labelled("Public bot?").mandatory(),
                    FormField.secret("password").labelled("Password for special access"),
                    FormField.choices("features")
                            .labelled("What features will the bot support?")
                            .option("news", "News")
                            .option("polls", "Polls")
                            .option("search", "Search")
                            .holding("news", "search"),
                    FormField.choice("maxsubs")
                            .labelled("Maximum number of subscribers")
                            .option("20", "20")
                            .option("none", "None")
                            .holding("20"),
                    FormField.jids("invitelist")
                            .labelled("People to invite")
                            .described("Tell all your friends about your new bot!"));

    private static final String ON_THE_WIRE = Xml.line("""
            <x xmlns='jabber:x:data' type='form'>
              <title>Bot Configuration</title>
              <instructions>Fill out this form to configure your new bot!</instructions>
              <field var='FORM_TYPE' type='hidden'><value>jabber:bot</value></field>
              <field type='fixed'><value>Section 1: Bot Info</value></field>
              <field var='botname' type='text-single' label='The name of your bot'/>
              <field var='description' type='text-multi' label='Helpful description of your bot'/>
              <field var='public' type='boolean' label='Public bot?'><required/></field>
              <field var='password' type='text-private' label='Password for special access'/>
              <field var='features' type='list-multi' label='What features will the bot support?'>
                <value>news</value>
                <value>search</value>
                <option label='News'><value>news</value></option>
                <option label='Polls'><value>polls</value></option>
                <option label='Search'><value>search</value></option>
              </field>
              <field var='maxsubs' type='list-single' label='Maximum number of subscribers'>
                <value>20</value>
                <option label='20'><value>20</value></option>
                <option label='None'><value>none</value></option>
              </field>
              <field var='invitelist' type='jid-multi' label='People to invite'>
                <desc>Tell all your friends about your new bot!</desc>
              </field>
            </x>""");

    private static DataForm form(String xml) throws FormException {
        return DataForm.parse(Xml.read(xml));
    }

    private static DataForm submitted(String fields) throws FormException {
        return form("<x xmlns='jabber:x:data' type='submit'>" + fields + "</x>");
    }

    private static String field(String var, String... values) {
        return FormField.answer(var, values).toNode().toString();
    }

    @Test
    void aFormIsWrittenAndReadAgain() throws FormException {
        assertThat(QUESTION.toNode()).hasToString(ON_THE_WIRE);
        assertThat(form(ON_THE_WIRE)).isEqualTo(QUESTION);
        assertThat(QUESTION.formType()).isEqualTo("jabber:bot");
    }

    @Test
    void romeoSubmits() throws FormException {
        DataForm answer = QUESTION.answeredBy(form("""
                <x xmlns='jabber:x:data' type='submit'>
                  <field type='hidden' var='FORM_TYPE'><value>jabber:bot</value></field>
                  <field type='text-single' var='botname'><value>The Jabber Google Bot</value></field>
                  <field type='text-multi' var='description'>
                    <value>This bot enables you to send requests to</value>
                    <value></value>
                    <value>Google</value>
                  </field>
                  <field var='public'><value>0</value></field>
                  <field type='text-private' var='password'><value>v3r0na</value></field>
                  <field var='features'><value>polls</value><value>search</value></field>
                  <field var='invitelist'>
                    <value>juliet@capulet.com</value>
                    <value>benvolio@montague.net</value>
                    <value>juliet@capulet.com</value>
                  </field>
                  <field var='unheard-of'><value>x</value></field>
                </x>"""));

        assertThat(answer.requiredText("botname")).isEqualTo("The Jabber Google Bot");
        assertThat(answer.lines("description")).isEqualTo("This bot enables you to send requests to\n\nGoogle");
        assertThat(answer.bool("public", true)).isFalse();
        assertThat(answer.text("password")).isEqualTo("v3r0na");
        assertThat(answer.values("features")).containsExactly("polls", "search");
        assertThat(answer.text("maxsubs"))
                .as("the default of what was left out")
                .isEqualTo("20");
        assertThat(answer.jids("invitelist"))
                .containsExactly(Jid.parse("juliet@capulet.com"), Jid.parse("benvolio@montague.net"));
        assertThat(answer.field("unheard-of")).isNull();
        assertThat(answer.toString()).doesNotContain("v3r0na");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<field var='botname'><value>b</value></field>|public|The field \"public\" is required.",
                "<field var='public'><value/></field>|public|is required",
                "<field var='public'><value>yes</value></field>|public|must be 1 (yes) or 0 (no), not \"yes\"",
                "<field var='public'><value>1</value><value>0</value></field>|public|holds one value, not 2",
                "<field var='public'><value>1</value></field><field var='maxsubs'><value>7</value></field>|maxsubs|must be one of its options, which \"7\" is not",
                "<field var='public'><value>1</value></field><field var='features'><value>news</value><value>x</value></field>|features|must be one of its options",
                "<field var='public'><value>1</value></field><field var='invitelist'><value>@x</value></field>|invitelist|must be an address",
                "<field var='FORM_TYPE'><value>jabber:cat</value></field>|FORM_TYPE|the answer is to another form",
            })
    void romeoIsToldWhichFieldIsWrong(String fields, String var, String why) throws FormException {
        DataForm submission = submitted(fields);

        assertThatExceptionOfType(FormException.class)
                .isThrownBy(() -> QUESTION.answeredBy(submission))
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.var()).isEqualTo(var));
    }

    @Test
    void romeoCancels() throws FormException {
        DataForm cancelled = form("<x xmlns='jabber:x:data' type='cancel'/>");

        assertThat(cancelled.type()).isEqualTo(DataForm.Type.CANCEL);
        assertThatExceptionOfType(FormException.class).isThrownBy(() -> QUESTION.answeredBy(cancelled));
    }

    @Test
    void aResultIsATable() throws FormException {
        DataForm table = DataForm.table(
                        FormField.text("name").labelled("Name"),
                        FormField.jid("jid").labelled("Address"))
                .row("Comune di Verona", "verona@botster.shakespeare.lit")
                .row("", "empty@botster.shakespeare.lit");
        String wire = Xml.line("""
                <x xmlns='jabber:x:data' type='result'>
                  <reported>
                    <field var='name' type='text-single' label='Name'/>
                    <field var='jid' type='jid-single' label='Address'/>
                  </reported>
                  <item>
                    <field var='name'><value>Comune di Verona</value></field>
                    <field var='jid'><value>verona@botster.shakespeare.lit</value></field>
                  </item>
                  <item>
                    <field var='name'><value></value></field>
                    <field var='jid'><value>empty@botster.shakespeare.lit</value></field>
                  </item>
                </x>""");

        assertThat(table.toNode()).hasToString(wire);
        DataForm read = form(wire);
        assertThat(read.reported()).isEqualTo(table.reported());
        assertThat(read.items()).hasSize(2);
        assertThat(read.items().getFirst().getFirst().value()).isEqualTo("Comune di Verona");
        assertThatIllegalArgumentException().isThrownBy(() -> table.row("one value for two columns"));
    }

    @Test
    void numbersHaveBounds() throws FormException {
        DataForm form = DataForm.submit()
                .plus(
                        FormField.answer("rate", " 100 "),
                        FormField.answer("none", ""),
                        FormField.answer("big", "99999999999999999999"));

        assertThat(form.integer("rate", 0, 100)).hasValue(100);
        assertThat(form.requiredInteger("rate", 0, 100)).isEqualTo(100);
        assertThat(form.integer("none", 0, 100)).isEmpty();
        assertThat(form.integer("absent", 0, 100)).isEmpty();
        assertThatExceptionOfType(FormException.class)
                .isThrownBy(() -> form.integer("rate", 0, 99))
                .withMessage("The field \"rate\" must be a whole number from 0 to 99, not \" 100 \".");
        assertThatExceptionOfType(FormException.class).isThrownBy(() -> form.integer("rate", 101, 200));
        assertThatExceptionOfType(FormException.class).isThrownBy(() -> form.integer("big", 0, Long.MAX_VALUE));
        assertThatExceptionOfType(FormException.class).isThrownBy(() -> form.requiredInteger("none", 0, 1));
    }

    @Test
    void addressesAndYesOrNo() throws FormException {
        DataForm form = DataForm.submit()
                .plus(
                        FormField.answer("to", "Juliet@Capulet.com"),
                        FormField.answer("yes", "true"),
                        FormField.answer("bad", "maybe"));

        assertThat(form.jid("to")).isEqualTo(Jid.parse("juliet@capulet.com"));
        assertThat(form.requiredJid("to")).isEqualTo(form.jid("to"));
        assertThat(form.jid("absent")).isNull();
        assertThat(form.bool("yes", false)).isTrue();
        assertThat(form.bool("absent", true)).isTrue();
        assertThatExceptionOfType(FormException.class).isThrownBy(() -> form.requiredJid("absent"));
        assertThatExceptionOfType(FormException.class).isThrownBy(() -> form.bool("bad", true));
        assertThatExceptionOfType(FormException.class).isThrownBy(() -> form.requiredText("absent"));
    }

    @Test
    void aTypeIsLeftOpenInAnAnswerAndIsATextLineInAQuestion() throws FormException {
        String field = "<field var='a'><value>1</value></field><field var='b' type='holodeck'/></x>";

        assertThat(form("<x xmlns='jabber:x:data' type='submit'>" + field)
                        .fields()
                        .getFirst()
                        .type())
                .isNull();
        DataForm question = form("<x xmlns='jabber:x:data' type='form'>" + field);
        assertThat(question.fields())
                .extracting(FormField::type)
                .containsExactly(FormField.Type.TEXT_SINGLE, FormField.Type.TEXT_SINGLE);
        assertThat(question.values("a")).containsExactly("1");
    }

    @Test
    void aFormTypeThatIsNotHiddenDoesNotCountInAResult() throws FormException {
        String field = field("FORM_TYPE", "urn:x");

        assertThat(form("<x xmlns='jabber:x:data' type='result'>" + field + "</x>")
                        .formType())
                .isNull();
        assertThat(submitted(field).formType()).isEqualTo("urn:x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<x xmlns='jabber:x:data'/>|must have the type",
                "<x xmlns='jabber:x:data' type='error'/>|must have the type",
                "<x xmlns='jabber:x:dada' type='form'/>|not a data form",
                "<x xmlns='jabber:x:data' type='form'><field type='boolean'/></x>|without a name",
                "<x xmlns='jabber:x:data' type='form'><field var='a'/><field var='a'/></x>|\"a\" stands in the form twice",
                "<x xmlns='jabber:x:data' type='form'><field var='a'><option/></field></x>|\"a\" has an option without exactly one value",
                "<x xmlns='jabber:x:data' type='result'><item><field/></item></x>|without a name",
            })
    void whatIsNoForm(String xml, String why) {
        assertThatExceptionOfType(FormException.class)
                .isThrownBy(() -> form(xml))
                .withMessageContaining(why);
    }

    @Test
    void theFormInsideAnother() throws FormException {
        assertThat(DataForm.in(Xml.read("<query xmlns='urn:x'>" + ON_THE_WIRE + "</query>")))
                .isEqualTo(QUESTION);
        assertThat(DataForm.in(Xml.read("<query xmlns='urn:x'/>"))).isNull();
    }
}
