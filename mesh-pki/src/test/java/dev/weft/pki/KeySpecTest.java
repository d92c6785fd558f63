// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySpecTest {

    /** Whoever reads a key before he makes one, as a plane that was restarted does, comes to a curve before the default. */
    @ParameterizedTest
    @ValueSource(strings = {"dev.weft.pki.KeySpec$Ec", "dev.weft.pki.KeySpec$Rsa", "dev.weft.pki.KeySpec"})
    void theDefaultIsThereWhateverIsUsedFirst(String first) throws Exception {
        URL here = KeySpec.class.getProtectionDomain().getCodeSource().getLocation();
        // Classes of its own: here they may have been used already.
        try (URLClassLoader loader = new OwnPki(here)) {
            Class.forName(first, true, loader);
            Object byDefault = Class.forName("dev.weft.pki.KeySpec", true, loader)
                    .getField("DEFAULT")
                    .get(null);
            assertThat(byDefault).hasToString("ECDSA P-256");
        }
    }

    /** Has its own classes of this package, and all others from where the test has them. */
    private static final class OwnPki extends URLClassLoader {
        OwnPki(URL classes) {
            super(new URL[] {classes}, KeySpecTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith("dev.weft.pki.")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
