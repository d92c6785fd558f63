// SPDX-License-Identifier: Apache-2.0

/**
 * What tests are written with: {@link dev.weft.testkit.Situation} renders YAML text as a user would render a folder,
 * {@link dev.weft.testkit.Goldens} runs golden folders, {@link dev.weft.testkit.Discovered} writes the discovered kinds. All of it
 * sees Weft from outside, through a {@link dev.weft.testkit.RenderCommand} that the test hands in.
 */
@NullMarked
package dev.weft.testkit;

import org.jspecify.annotations.NullMarked;
