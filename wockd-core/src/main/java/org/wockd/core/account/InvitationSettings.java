package org.wockd.core.account;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says of invitations.
 *
 * @param registration who may make accounts at all
 * @param lasts how long an invitation is good
 * @param perInviter how many open ones one account may have
 * @param page where browsers find the page of invitations, with a slash at the end; null where there is none
 */
public record InvitationSettings(
        Registration registration,
        Duration lasts,
        int perInviter,
        @Nullable String page) {}
