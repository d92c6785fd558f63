// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far versions may be apart: an agent may be one minor version behind. */
final class VersionSkew {

    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})([.+-].*)?");

    private VersionSkew() {}

    /** Whether an agent is more than one minor version behind; false where one of both is no version. */
    static boolean isTooOld(String agent, String ours) {
        Matcher behind = VERSION.matcher(agent);
        Matcher ahead = VERSION.matcher(ours);
        if (!behind.matches() || !ahead.matches()) {
            return false;
        }
        int majors = Integer.parseInt(ahead.group(1)) - Integer.parseInt(behind.group(1));
        int minors = Integer.parseInt(ahead.group(2)) - Integer.parseInt(behind.group(2));
        return majors > 0 || (majors == 0 && minors > 1);
    }
}
