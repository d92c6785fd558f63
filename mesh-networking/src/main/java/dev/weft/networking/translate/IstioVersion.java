// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Istio, without its patch. */
record IstioVersion(int major, int minor) {

    private static final Pattern TEXT = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(\\D.*)?");
    private static final Comparator<IstioVersion> ORDER =
            Comparator.comparingInt(IstioVersion::major).thenComparingInt(IstioVersion::minor);

    /** That of a Mesh; empty when it tells none that can be read. */
    static Optional<IstioVersion> parse(String text) {
        Matcher version = TEXT.matcher(text);
        return version.matches()
                ? Optional.of(new IstioVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2))))
                : Optional.empty();
    }

    boolean isBefore(IstioVersion other) {
        return ORDER.compare(this, other) < 0;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
