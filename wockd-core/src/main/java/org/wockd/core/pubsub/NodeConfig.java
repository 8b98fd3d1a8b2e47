package org.wockd.core.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.PubsubNodes;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.FormField;

/**
 * How a node behaves (XEP-0060 §8.2): the answer to the form of all options, each in one canonical way, so that two that
 * mean the same are equal. Immutable.
 *
 * @param values a submission of that form, without its FORM_TYPE
 */
public record NodeConfig(DataForm values) {
    /** The FORM_TYPE of a configuration. */
    static final String TYPE = Pubsub.NAMESPACE + "#node_config";

    private static final String MAX = "max";
    private static final int LONGEST_TEXT = 1_000;
    private static final int MOST_GROUPS = 100;

    private static final String ACCESS = "pubsub#access_model";
    private static final String GROUPS = "pubsub#roster_groups_allowed";
    private static final String MOST = "pubsub#max_items";
    private static final String PERSIST = "pubsub#persist_items";
    private static final String SEND_LAST = "pubsub#send_last_published_item";
    private static final String PAYLOADS = "pubsub#deliver_payloads";
    private static final String NOTIFICATIONS = "pubsub#deliver_notifications";
    private static final String TITLE = "pubsub#title";
    private static final String DESCRIPTION = "pubsub#description";
    private static final String PAYLOAD_TYPE = "pubsub#type";

    /** All options with what they are where nothing is said, as XEP-0163 §5 wants it. */
    private static final List<FormField> OPTIONS = List.of(
            FormField.text(TITLE).labelled("A name for people"),
            FormField.text(DESCRIPTION).labelled("What it is about"),
            FormField.text(PAYLOAD_TYPE).labelled("The namespace of what is published"),
            FormField.choice(ACCESS)
                    .labelled("Who may see it")
                    .option(AccessModel.PRESENCE.wire(), "Who may see your presence")
                    .option(AccessModel.OPEN.wire(), "Everybody")
                    .option(AccessModel.ROSTER.wire(), "Contacts in certain groups")
                    .option(AccessModel.WHITELIST.wire(), "You alone")
                    .holding(AccessModel.PRESENCE.wire()),
            FormField.lines(GROUPS).labelled("Those groups"),
            FormField.choice("pubsub#publish_model")
                    .labelled("Who may publish")
                    .option("publishers", "You alone")
                    .holding("publishers"),
            FormField.bool(PERSIST).labelled("Whether items are kept").holding(true),
            FormField.text(MOST)
                    .labelled("How many items are kept, or max for as many as may be")
                    .holding(1),
            FormField.choice(SEND_LAST)
                    .labelled("When the last item is sent to whom it is new")
                    .option("never", "Never")
                    .option("on_sub", "When they subscribe")
                    .option("on_sub_and_presence", "When they subscribe or come online")
                    .holding("on_sub_and_presence"),
            FormField.bool(NOTIFICATIONS).labelled("Whether anything is sent").holding(true),
            FormField.bool(PAYLOADS).labelled("Whether items are sent in full").holding(true),
            FormField.choice("pubsub#notification_type")
                    .labelled("The type of the messages")
                    .option("headline", "Headline")
                    .holding("headline"),
            FormField.bool(Notice.RETRACT.option())
                    .labelled("Whether it is told that an item is retracted")
                    .holding(true),
            FormField.bool(Notice.DELETE.option())
                    .labelled("Whether it is told that the node is deleted")
                    .holding(true),
            FormField.bool(Notice.CONFIG.option())
                    .labelled("Whether it is told that the configuration changes")
                    .holding(false));

    /** What may be told beside what is published. */
    enum Notice {
        RETRACT,
        DELETE,
        CONFIG;

        private String option() {
            return "pubsub#notify_" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** The configuration where nothing is said. */
    public static NodeConfig standard() {
        return new NodeConfig(DataForm.submit()
                .plus(OPTIONS.stream()
                        .map(option -> FormField.answer(var(option)).holding(option.values()))
                        .toArray(FormField[]::new)));
    }

    /** The configuration of a node that was stored. An option that is newer than the node is as where nothing is said. */
    public static NodeConfig of(PubsubNodes.Node node) {
        try {
            return standard().changed(DataForm.parse(Pubsub.read(node.configuration())), Integer.MAX_VALUE);
        } catch (FormException e) {
            throw new IllegalStateException("a node that was stored has a bad configuration", e);
        }
    }

    /**
     * This with what a submission says otherwise; options that are not known are passed over.
     *
     * @param mostItems the most items that a node may keep
     * @throws FormException where an option must not be what it says
     */
    public NodeConfig changed(DataForm submission, int mostItems) throws FormException {
        DataForm answer = form(DataForm.Type.FORM, null).answeredBy(asSubmission(submission));
        DataForm canonical = DataForm.submit();
        for (FormField option : OPTIONS) {
            canonical = canonical.plus(
                    FormField.answer(var(option)).holding(canonical(option, answer.values(var(option)), mostItems)));
        }
        return new NodeConfig(canonical);
    }

    /** The options of a submission that are not known. */
    static List<String> unknown(DataForm submission) {
        return submission.fields().stream()
                .map(field -> String.valueOf(field.var()))
                .filter(var ->
                        !var.equals(DataForm.FORM_TYPE) && standard().values.field(var) == null)
                .toList();
    }

    /** As which type and under which FORM_TYPE it came does not matter here. */
    private static DataForm asSubmission(DataForm form) {
        return DataForm.submit()
                .plus(form.fields().stream()
                        .filter(field -> field.var() != null && !field.var().equals(DataForm.FORM_TYPE))
                        .toArray(FormField[]::new));
    }

    private static List<String> canonical(FormField option, List<String> given, int mostItems) throws FormException {
        String var = var(option);
        List<String> values = given.isEmpty() ? option.values() : given;
        if (values.stream().anyMatch(value -> value.length() > LONGEST_TEXT)) {
            throw new FormException(var, "may have " + LONGEST_TEXT + " characters");
        }
        if (values.size() > MOST_GROUPS) {
            throw new FormException(var, "may have " + MOST_GROUPS + " lines");
        }
        if (option.type() == FormField.Type.BOOLEAN) {
            return List.of(values.contains("1") || values.contains("true") ? "1" : "0");
        }
        return var.equals(MOST) ? List.of(most(values, mostItems)) : values;
    }

    private static String most(List<String> values, int mostItems) throws FormException {
        String value = values.isEmpty() ? "" : values.getFirst().strip();
        if (value.equals(MAX)) {
            return MAX;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= mostItems) {
                return Integer.toString(number);
            }
        } catch (NumberFormatException e) {
            throw new FormException(MOST, "must be a number from 1 to " + mostItems + ", or max");
        }
        throw new FormException(MOST, "must be a number from 1 to " + mostItems + ", or max");
    }

    /**
     * As a form: a question with these values, or a report of them.
     *
     * @param formType null for none
     */
    DataForm form(DataForm.Type type, @Nullable String formType) {
        DataForm form = formType == null ? DataForm.of(type) : DataForm.of(type).typed(formType);
        return form.plus(OPTIONS.stream()
                .map(option -> option.holding(values.values(var(option))))
                .toArray(FormField[]::new));
    }

    /** What is told of a node to whoever may see it (XEP-0060 §5.4). */
    DataForm metadata(FormField... more) {
        return DataForm.result()
                .typed(Pubsub.NAMESPACE + "#meta-data")
                .plus(OPTIONS.stream()
                        .filter(option -> Set.of(TITLE, DESCRIPTION, PAYLOAD_TYPE, ACCESS, MOST, "pubsub#publish_model")
                                .contains(var(option)))
                        .filter(option -> !values.values(var(option)).isEmpty())
                        .map(option -> new FormField(
                                option.var(),
                                option.type(),
                                option.label(),
                                null,
                                false,
                                values.values(var(option)),
                                List.of()))
                        .toArray(FormField[]::new))
                .plus(more);
    }

    /** As it is carried to other servers (XEP-0227 §4.10): a form with values alone. */
    public DataForm portable() {
        return DataForm.form().typed(TYPE).plus(values.fields().toArray(FormField[]::new));
    }

    /** The node as it is stored. */
    public PubsubNodes.Node stored(String name, long createdAt) {
        return new PubsubNodes.Node(
                name, new String(Pubsub.stored(values.toNode()), StandardCharsets.UTF_8), most(), createdAt);
    }

    AccessModel access() {
        return AccessModel.of(text(ACCESS));
    }

    /** The groups of the roster whose contacts may see it, under the access model {@link AccessModel#ROSTER}. */
    List<String> groups() {
        return values.values(GROUPS);
    }

    /** How many items are kept, 0 for none. */
    int most() {
        if (!is(PERSIST)) {
            return 0;
        }
        return text(MOST).equals(MAX) ? Integer.MAX_VALUE : Integer.parseInt(text(MOST));
    }

    boolean sendsLastOnPresence() {
        return deliversAnything() && text(SEND_LAST).equals("on_sub_and_presence");
    }

    boolean sendsLastOnSubscription() {
        return deliversAnything() && !text(SEND_LAST).equals("never");
    }

    boolean deliversAnything() {
        return is(NOTIFICATIONS);
    }

    boolean deliversPayloads() {
        return is(PAYLOADS);
    }

    boolean tells(Notice notice) {
        return deliversAnything() && is(notice.option());
    }

    @Nullable
    String title() {
        return values.text(TITLE);
    }

    private boolean is(String option) {
        return text(option).equals("1");
    }

    private String text(String option) {
        String text = values.text(option);
        return text == null ? "" : text;
    }

    private static String var(FormField option) {
        String var = option.var();
        if (var == null) {
            throw new IllegalStateException("an option without a name");
        }
        return var;
    }
}
