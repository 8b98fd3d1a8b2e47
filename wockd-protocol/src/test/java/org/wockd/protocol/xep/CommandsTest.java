package org.wockd.protocol.xep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wockd.protocol.xep.Commands.Action;
import org.wockd.protocol.xep.Commands.Actions;
import org.wockd.protocol.xep.Commands.Severity;
import org.wockd.protocol.xep.Commands.Status;

/** A requester configures a service in two stages (XEP-0050 §2.4). */
class CommandsTest {

    private static Commands.Request request(String xml) throws PayloadException {
        return Commands.Request.parse(Xml.read(xml));
    }

    private static Commands.Response response(String xml) throws PayloadException {
        return Commands.Response.parse(Xml.read(xml));
    }

    @Test
    void aDialogueFromItsBeginToItsEnd() throws PayloadException {
        Commands.Request begin =
                request("<command xmlns='http://jabber.org/protocol/commands' node='config' action='execute'/>");
        assertThat(begin).isEqualTo(Commands.Request.execute("config"));

        Commands.Response first = Commands.Response.ask(
                begin,
                "config:20020923T213616Z-700",
                Actions.of(Action.NEXT),
                DataForm.form().plus(FormField.choice("service").option("httpd", "Web server")));
        assertThat(first.toNode()).hasToString(Xml.line("""
                                <command xmlns='http://jabber.org/protocol/commands' node='config' sessionid='config:20020923T213616Z-700' status='executing'>
                                  <actions execute='next'>
                                    <next/>
                                  </actions>
                                  <x xmlns='jabber:x:data' type='form'>
                                    <field var='service' type='list-single'>
                                      <option label='Web server'><value>httpd</value></option>
                                    </field>
                                  </x>
                                </command>"""));
        assertThat(Commands.Response.parse(first.toNode())).isEqualTo(first);

        Commands.Request second = request("""
                <command xmlns='http://jabber.org/protocol/commands' node='config'
                         sessionid='config:20020923T213616Z-700'>
                  <x xmlns='jabber:x:data' type='submit'><field var='service'><value>httpd</value></field></x>
                </command>""");
        assertThat(second.sessionId()).isEqualTo(first.sessionId());
        assertThat(second.action()).isEqualTo(Action.EXECUTE);
        assertThat(second.form()).isEqualTo(DataForm.submit().plus(FormField.answer("service", "httpd")));
        assertThat(Commands.Request.parse(second.toNode())).isEqualTo(second);

        Commands.Response end = Commands.Response.end(second, first.sessionId(), Status.COMPLETED)
                .noting(Severity.INFO, "Service 'httpd' has been configured.");
        assertThat(end.toNode()).isEqualTo(Xml.read("""
                                <command xmlns='http://jabber.org/protocol/commands' node='config' sessionid='config:20020923T213616Z-700' status='completed'><note type='info'>Service 'httpd' has been configured.</note></command>"""));
        assertThat(Commands.Response.parse(end.toNode())).isEqualTo(end);
    }

    @Test
    void executeStandsForWhatTheResponderNamed() throws PayloadException {
        Actions middle = Objects.requireNonNull(response(
                        "<command xmlns='http://jabber.org/protocol/commands' node='n' sessionid='s' status='executing'>"
                                + "<actions execute='complete'><prev/><complete/></actions></command>")
                .actions());

        assertThat(middle).isEqualTo(Actions.of(Action.COMPLETE, Action.PREV));
        assertThat(middle.resolve(Action.EXECUTE)).isEqualTo(Action.COMPLETE);
        assertThat(middle.resolve(Action.PREV)).isEqualTo(Action.PREV);
        assertThat(middle.resolve(Action.NEXT)).isNull();
        assertThat(middle.resolve(Action.CANCEL)).isEqualTo(Action.CANCEL);
        assertThat(Actions.LAST.resolve(Action.EXECUTE)).isEqualTo(Action.COMPLETE);
        assertThatIllegalArgumentException().isThrownBy(() -> Actions.of(Action.CANCEL));
        assertThatIllegalArgumentException().isThrownBy(() -> Actions.of(Action.NEXT, Action.EXECUTE));
    }

    @Test
    void withoutExecuteTheDefaultIsNext() throws PayloadException {
        Actions actions = response("""
                        <command xmlns='http://jabber.org/protocol/commands' node='n' sessionid='s' status='executing'>
                          <actions><next/></actions>
                        </command>""").actions();

        assertThat(actions).isEqualTo(Actions.of(Action.NEXT));
    }

    @Test
    void aNoteWithoutATypeInforms() throws PayloadException {
        Commands.Response response = response("<command xmlns='http://jabber.org/protocol/commands' node='n'"
                + " sessionid='s' status='canceled'><note>Bye.</note><note type='error'>Alas.</note></command>");

        assertThat(response.status()).isEqualTo(Status.CANCELED);
        assertThat(response.notes())
                .containsExactly(new Commands.Note(Severity.INFO, "Bye."), new Commands.Note(Severity.ERROR, "Alas."));
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_SESSIONID,modify,bad-request,bad-sessionid",
        "MALFORMED_ACTION,modify,bad-request,malformed-action",
        "SESSION_EXPIRED,cancel,not-allowed,session-expired"
    })
    void problemsHaveTheirOwnConditions(Commands.Problem problem, String type, String condition, String own) {
        assertThat(problem.type()).isEqualTo(type);
        assertThat(problem.condition()).isEqualTo(condition);
        assertThat(problem.toNode().is(Commands.NAMESPACE, own)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<command xmlns='http://jabber.org/protocol/commands'/>|with a node",
                "<command xmlns='urn:x' node='n'/>|must be an element command",
                "<command xmlns='http://jabber.org/protocol/commands' node='n' action='jump'/>|action of a command",
                "<command xmlns='http://jabber.org/protocol/commands' node='n' sessionid=''/>|must not be empty",
                "<command xmlns='http://jabber.org/protocol/commands' node='n'><x xmlns='jabber:x:data'/></command>|type",
            })
    void whatIsNoRequest(String xml, String why) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> request(xml))
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status='completed'|/|must have a sessionid",
                "sessionid='s'|/|status of a command",
                "sessionid='s' status='done'|/|status of a command",
                "sessionid='s' status='executing'|><actions><prev/></actions></command|allow next",
                "sessionid='s' status='executing'|><actions execute='cancel'/></command|allow cancel",
                "sessionid='s' status='executing'|><note type='loud'/></command|type of a note",
            })
    void whatIsNoResponse(String attributes, String rest, String why) {
        String xml = "<command xmlns='http://jabber.org/protocol/commands' node='n' " + attributes + rest + ">";
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> response(xml))
                .withMessageContaining(why);
    }
}
