// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

/** What is to be found out before an object is answered; a value, made by a pass for whoever finds it out. */
public interface Question {}
