package org.wockd.deploy;

import java.io.IOException;
import org.jivesoftware.smack.packet.IqData;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.provider.IqProvider;
import org.jivesoftware.smack.roster.packet.RosterPacket;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;
import org.jspecify.annotations.Nullable;
import org.jxmpp.JxmppContext;
import org.jxmpp.jid.impl.JidCreate;

/** Reads rosters in the place of Smack's own reader, which refuses a contact without a local part, as relays are. */
final class RosterReader extends IqProvider<RosterPacket> {

    @Override
    public RosterPacket parse(
            XmlPullParser parser,
            int depth,
            IqData data,
            @Nullable XmlEnvironment environment,
            @Nullable JxmppContext context)
            throws XmlPullParserException, IOException {
        RosterPacket roster = new RosterPacket();
        roster.setVersion(parser.getAttributeValue("ver"));
        for (XmlPullParser.Event event = parser.next();
                event != XmlPullParser.Event.END_ELEMENT || parser.getDepth() > depth;
                event = parser.next()) {
            if (event == XmlPullParser.Event.START_ELEMENT && parser.getName().equals("item")) {
                roster.addRosterItem(item(parser));
            }
        }
        return roster;
    }

    private static RosterPacket.Item item(XmlPullParser parser) throws IOException {
        var item = new RosterPacket.Item(
                JidCreate.bareFrom(parser.getAttributeValue("jid")), parser.getAttributeValue("name"));
        item.setItemType(RosterPacket.ItemType.fromString(parser.getAttributeValue("subscription")));
        item.setSubscriptionPending("subscribe".equals(parser.getAttributeValue("ask")));
        return item;
    }
}
