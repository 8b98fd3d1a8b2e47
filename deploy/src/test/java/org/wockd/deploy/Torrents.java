package org.wockd.deploy;

import java.io.IOException;
import java.util.List;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.IqData;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.SimpleIQ;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.provider.IqProvider;
import org.jivesoftware.smack.provider.ProviderManager;
import org.jivesoftware.smack.util.ParserUtils;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;
import org.jspecify.annotations.Nullable;
import org.jxmpp.JxmppContext;

/** The part of {@code urn:wockd:torrent:1} that a play needs, as a client's author writes it from the specification. */
final class Torrents {

    static final String NAMESPACE = "urn:wockd:torrent:1";
    static final String NOTIFY = NAMESPACE + "+notify";

    static {
        ProviderManager.addIQProvider("torrent", NAMESPACE, new Reader());
    }

    private Torrents() {}

    /** What an event says of the torrents that changed; nothing where the message is no event. */
    static List<StandardExtensionElement> changed(Message message) {
        return message.getExtensionElement("event", NAMESPACE) instanceof StandardExtensionElement event
                ? event.getElements("torrent")
                : List.of();
    }

    /** The torrent that the message says is finished, or null. */
    static @Nullable StandardExtensionElement finished(Message message) {
        return message.getExtensionElement("finished", NAMESPACE) instanceof StandardExtensionElement finished
                ? finished.getFirstElement("torrent")
                : null;
    }

    /** Bytes received for a torrent since it was added, by asking. */
    static long down(Person person, String id) throws Exception {
        Shown shown = person.client().sendIqRequestAndWaitForResponse(new Show(id));
        return shown.down;
    }

    private static final class Show extends SimpleIQ {
        private final String id;

        Show(String id) {
            super("show", NAMESPACE);
            this.id = id;
            setType(IQ.Type.get);
            setTo(Person.RELAY);
        }

        @Override
        protected IQChildElementXmlStringBuilder getIQChildElementBuilder(IQChildElementXmlStringBuilder xml) {
            xml.attribute("torrent", id);
            xml.setEmptyElement();
            return xml;
        }
    }

    private static final class Shown extends SimpleIQ {
        private final long down;

        Shown(IqData data, long down) {
            super(data, "torrent", NAMESPACE);
            this.down = down;
        }
    }

    private static final class Reader extends IqProvider<IQ> {
        @Override
        public IQ parse(
                XmlPullParser parser,
                int depth,
                IqData data,
                @Nullable XmlEnvironment environment,
                @Nullable JxmppContext context)
                throws XmlPullParserException, IOException {
            long down = Long.parseLong(parser.getAttributeValue("down"));
            ParserUtils.forwardToEndTagOfDepth(parser, depth);
            return new Shown(data, down);
        }
    }
}
